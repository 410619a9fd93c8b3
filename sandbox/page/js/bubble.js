// One message: a row with its bubble, and under it the bot's buttons.

import { h, icon, label } from "./dom.js";
import { dayOf, dayKey, fullTimeOf, timeOf } from "./clock.js";
import { endsRightToLeft } from "./direction.js";
import { renderText } from "./entities.js";
import { colourOf, gistOf, nameOf, serviceText } from "./format.js";
import { renderInlineKeyboard } from "./inline_keyboard.js";
import { renderMedia } from "./media.js";
import { wordsIn } from "./words.js";

const ONLY_EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)(?:\p{EMod}|\uFE0F|\u200D(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F?))*$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function isJumbo(message) {
  if (!message.text || message.text.length > 40 || message.entities?.length) return false;
  const parts = [...graphemes.segment(message.text)].map((part) => part.segment);
  return parts.length <= 3 && parts.every((part) => ONLY_EMOJI.test(part));
}

/** `actions`: everything that can be done to or from a message, see chat_view.js. */
export function renderMessage(message, actions) {
  const row = h("div", { class: `row ${message.out ? "out" : "in"}`, tabindex: "-1", role: "article", dataset: { messageId: message.message_id } });
  const service = serviceText(message);
  if (service) {
    row.classList.add("service");
    row.append(h("div", { class: "chip", dir: "auto", text: service }));
    return row;
  }
  const media = renderMedia(message, actions);
  const words = message.text ?? message.caption;
  const jumbo = isJumbo(message);
  const bubble = h("div", { class: "bubble" });
  if (jumbo || media?.bare) bubble.classList.add("bare");
  if (jumbo) bubble.classList.add("jumbo");
  if (media?.framed) bubble.classList.add("framed");
  if (message.reply_markup?.inline_keyboard?.length) row.classList.add("with-buttons");
  if (!message.out && message.chat?.type && message.chat.type !== "private") {
    bubble.append(h("div", { class: `sender ink-${colourOf(message.from)}` }, label(nameOf(message.from))));
  }
  if (message.reply_to_message) bubble.append(renderReply(message, actions));
  if (media) bubble.append(media.element);
  const meta = renderMeta(message, actions.locale);
  if (words) {
    const text = h("div", { class: "text", dir: "auto" }, renderText(words, message.entities ?? message.caption_entities, actions));
    // Where the last line already ends at the right edge the time gets a line of its own, as on Telegram's phones.
    if (endsRightToLeft(words)) meta.classList.add("below");
    text.append(meta);
    bubble.append(text);
  } else {
    meta.classList.add(media?.framed || media?.bare ? "over" : "below");
    bubble.append(meta);
  }
  const tail = icon("tail", "tail");
  tail.setAttribute("viewBox", "0 0 11 20");
  bubble.append(tail);
  row.append(h("div", { class: "stack" }, bubble, renderInlineKeyboard(message, actions)));
  return row;
}

function renderMeta(message, language) {
  const edited = message.edited || message.edit_date;
  const meta = h("span", { class: "meta", dir: "ltr", title: fullTimeOf(message.date) + (message.edit_date ? `\nEdited ${fullTimeOf(message.edit_date)}` : "") },
    edited && h("span", { class: "edited", text: wordsIn(language).edited }),
    h("time", { datetime: new Date(message.date * 1000).toISOString(), text: timeOf(message.date) }));
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
const together = (a, b) =>
  a && b && authorOf(a) === authorOf(b) && Math.abs(a.date - b.date) < GROUP_SECONDS && dayKey(a.date) === dayKey(b.date) && !serviceText(a) && !serviceText(b);

/** What depends on the neighbours: the day above, the tail on the last of a group, the sender's name on the first. */
export function placeAmong(row, before, message, after, language) {
  row.classList.toggle("first", !together(before, message));
  row.classList.toggle("last", !together(message, after));
  const newDay = !before || dayKey(before.date) !== dayKey(message.date);
  const chip = row.querySelector(":scope > .day");
  if (!newDay) chip?.remove();
  else if (chip) chip.firstChild.textContent = dayOf(message.date, language);
  else row.prepend(h("div", { class: "day", role: "separator" }, h("span", { class: "chip", text: dayOf(message.date, language) })));
}
