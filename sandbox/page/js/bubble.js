// One message: a row with its bubble, and under it the bot's buttons.

import { h, icon, label } from "./dom.js";
import { renderAlbum } from "./album.js";
import { avatar } from "./avatar.js";
import { dayOf, dayKey, fullTimeOf, timeOf } from "./clock.js";
import { endsRightToLeft } from "./direction.js";
import { renderText } from "./entities.js";
import { colourOf, gistOf, nameOf, serviceText } from "./format.js";
import { renderInlineKeyboard } from "./inline_keyboard.js";
import { renderMedia } from "./media.js";
import { renderReactions } from "./reactions.js";
import { wordsIn } from "./words.js";

const ONLY_EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)(?:\p{EMod}|\uFE0F|\u200D(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F?))*$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function isJumbo(message) {
  if (!message.text || message.text.length > 40 || message.entities?.length) return false;
  const parts = [...graphemes.segment(message.text)].map((part) => part.segment);
  return parts.length <= 3 && parts.every((part) => ONLY_EMOJI.test(part));
}

/** `actions`: everything that can be done to or from a message, see chat_view.js. Several messages are an album. */
export function renderMessage(messages, actions) {
  const [message] = messages;
  const last = messages[messages.length - 1];
  const album = messages.length > 1;
  // The parts of an album bear their ids themselves.
  const row = h("div", { class: `row ${message.out ? "out" : "in"}`, tabindex: "-1", role: "article", dataset: album ? { album: message.media_group_id } : { messageId: message.message_id } });
  const service = serviceText(message, actions.locale);
  if (service) {
    row.classList.add("service");
    row.append(h("div", { class: "chip", dir: "auto", text: service }));
    return row;
  }
  const textOf = (one) => h("div", { class: "text", dir: "auto" }, renderText(one.text ?? one.caption, one.entities ?? one.caption_entities, actions));
  const media = album ? renderAlbum(messages, actions, textOf) : renderMedia(message, actions);
  const worded = album ? media.captioned : message;
  const words = worded?.text ?? worded?.caption;
  const jumbo = !album && isJumbo(message);
  const bubble = h("div", { class: "bubble" });
  if (jumbo || media?.bare) bubble.classList.add("bare");
  if (jumbo) bubble.classList.add("jumbo");
  if (media?.framed) bubble.classList.add("framed");
  // Clients show no buttons under an album.
  const buttons = message.media_group_id ? null : renderInlineKeyboard(message, actions);
  if (buttons) row.classList.add("with-buttons");
  if (isFromOthers(message)) {
    row.classList.add("with-avatar");
    bubble.append(avatar(message.sender_chat ?? message.from, "tiny"), h("div", { class: `sender ink-${colourOf(message.from)}` }, label(nameOf(message.sender_chat ?? message.from))));
  }
  if (message.receiver_user) {
    row.classList.add("ephemeral");
    row.dataset.ephemeral = "";
    bubble.append(h("div", { class: "only-you", dir: "auto" }, icon("eye"), h("span", { text: wordsIn(actions.locale).onlyYou })));
  }
  if (message.via_bot) bubble.append(h("div", { class: "origin via" }, wordsIn(actions.locale).via, " ", h("bdi", { text: `@${message.via_bot.username}` })));
  if (message.forward_origin) bubble.append(renderOrigin(message.forward_origin, actions));
  if (message.reply_to_message) bubble.append(renderReply(message, actions));
  const meta = renderMeta({ ...last, edit_date: Math.max(...messages.map((one) => one.edit_date ?? 0)) || undefined }, actions);
  if (words) {
    const text = textOf(worded);
    const above = worded.show_caption_above_media && media;
    if (above) {
      bubble.classList.add("caption-above");
      bubble.append(text);
    }
    if (media) bubble.append(media.element);
    if (above) {
      meta.classList.add(media.framed || media.bare ? "over" : "below");
      bubble.append(meta);
    } else {
      // Where the last line already ends at the right edge the time gets a line of its own, as on Telegram's phones.
      if (endsRightToLeft(words)) meta.classList.add("below");
      text.append(meta);
      bubble.append(text);
    }
  } else {
    if (media) bubble.append(media.element);
    meta.classList.add(media?.framed || media?.bare ? "over" : "below");
    bubble.append(meta);
  }
  const tail = icon("tail", "tail");
  tail.setAttribute("viewBox", "0 0 11 20");
  bubble.append(tail);
  row.append(h("div", { class: "stack" }, bubble, album ? null : renderReactions(message, actions), buttons));
  return row;
}

/** In a group it must be told who speaks. */
const isFromOthers = (message) => !message.out && message.chat?.type !== undefined && message.chat.type !== "private";

function renderOrigin(origin, actions) {
  const from = nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat ?? { first_name: origin.sender_user_name });
  const [before, after] = wordsIn(actions.locale).forwarded.split("{name}");
  return h("div", { class: "origin", dir: "auto" }, before, h("bdi", { text: from }), after);
}

function renderMeta(message, { locale, zone }) {
  const edited = Boolean(message.edit_date);
  const meta = h("span", { class: "meta", dir: "ltr", title: fullTimeOf(message.date, zone) + (edited ? `\nEdited ${fullTimeOf(message.edit_date, zone)}` : "") },
    edited && h("span", { class: "edited", text: wordsIn(locale).edited }),
    h("time", { datetime: new Date(message.date * 1000).toISOString(), text: timeOf(message.date, zone) }));
  if (message.out) {
    meta.append(icon(message.read === false ? "tick" : "ticks", "ticks"), h("span", { class: "sr", text: message.read === false ? "sent" : "read" }));
  }
  return meta;
}

export function renderReply(message, actions) {
  const original = message.reply_to_message;
  const props = { type: "button", dataset: { replyTo: original.message_id }, onclick: () => actions.jump(original.message_id) };
  if (original.deleted) {
    return h("button", { ...props, class: `reply edge-${colourOf(null)}` }, h("span", { class: "reply-text", dir: "auto", text: wordsIn(actions.locale).deleted }));
  }
  const author = original.out || original.from?.id === actions.person ? "You" : nameOf(original.from ?? original.chat);
  return h("button", { ...props, class: `reply edge-${colourOf(original.from)}`, "aria-label": `Show the message answered: ${gistOf(original)}` },
    h("span", { class: "reply-name" }, label(author)),
    h("span", { class: "reply-text", dir: "auto", text: message.quote?.text ?? gistOf(original) }));
}

const GROUP_SECONDS = 15 * 60;
const authorOf = (message) => (message.out ? "me" : message.sender_chat?.id ?? message.from?.id);
const together = (a, b, zone) =>
  a && b && authorOf(a) === authorOf(b) && Math.abs(a.date - b.date) < GROUP_SECONDS && dayKey(a.date, zone) === dayKey(b.date, zone) && !serviceText(a) && !serviceText(b);

/** What depends on the neighbours: the day above, the tail on the last of a group, the sender's name on the first. */
export function placeAmong(row, before, message, after, { locale, zone }) {
  row.classList.toggle("first", !together(before, message, zone));
  row.classList.toggle("last", !together(message, after, zone));
  const newDay = !before || dayKey(before.date, zone) !== dayKey(message.date, zone);
  const chip = row.querySelector(":scope > .day");
  if (!newDay) chip?.remove();
  else if (chip) chip.firstChild.textContent = dayOf(message.date, locale, zone);
  else row.prepend(h("div", { class: "day", role: "separator" }, h("span", { class: "chip", text: dayOf(message.date, locale, zone) })));
}
