// What the menus of a chat do: with one of its messages, with the chat itself, and what is shared into it.

import { api } from "./api.js";
import { nameOf } from "./format.js";
import { askQuote, showMembers } from "./group_dialogs.js";
import { deleteQuestion, messageMenu } from "./message_menu.js";
import { askPlace } from "./place_dialog.js";

export function openMessageMenu(view, id, x, y) {
  const { overlay, person, chat, composer } = view;
  const message = view.log.message(id);
  if (message?.message_id !== id) return;
  overlay.menu(messageMenu(message, {
    reply: () => composer.reply(message),
    quote: async (words) => {
      const chosen = await askQuote(overlay, words);
      if (chosen) composer.reply(message, chosen);
    },
    react: (emoji) => view.react(message, emoji),
    copy: (text) => view.copied(text),
    edit: () => composer.editMessage(message),
    remove: async () => {
      const answer = await deleteQuestion(overlay, chat < 0 ? null : nameOf(view.summary.chat), message.out);
      if (answer) view.attempt(api.remove(person, chat, id, answer.forEveryone));
    },
  }), x, y, "Message");
}

/** `box`: where the button stands that opens it. */
export function openChatMenu(view, box) {
  const { person, chat, summary } = view;
  view.overlay.menu([
    { text: "Open a deep link…", icon: "link", action: () => view.phone.askLink(chat) },
    chat < 0 && { text: "Members", icon: "person", action: () => openMembers(view) },
    { text: "Copy the chat's id", icon: "copy", action: () => view.copied(String(chat)) },
    chat < 0 ? { text: "Leave the group", icon: "block", danger: true, action: () => view.attempt(api.leave(person, chat)) } : summary.blocked
      ? { text: "Unblock", icon: "check", action: () => view.attempt(api.unblock(person, chat)) }
      : { text: "Block", icon: "block", danger: true, action: () => view.attempt(api.block(person, chat)) },
  ], box.right - 210, box.bottom + 4, "Chat");
}

export async function openMembers(view) {
  const group = (await view.attempt(api.groups()))?.find((one) => one.id === view.chat);
  if (group) showMembers(view.overlay, group);
}

export async function shareContact(view) {
  const bot = nameOf(view.summary.chat);
  const sure = await view.overlay.ask({ title: "Share your phone number?", body: `${bot} will see your name and your phone number.`, buttons: [{ text: "Cancel", value: false }, { text: "Share", value: true, style: "strong" }] });
  if (sure) view.attempt(api.contact(view.person, view.chat));
}

export async function sharePlace(view) {
  const place = await askPlace(view.overlay);
  if (place) view.attempt(api.place(view.person, view.chat, place, view.thread));
}

/** A long press of a finger opens the menu on systems that send no contextmenu event for it (iOS). */
export function onLongPress(scroller, messageAt, open) {
  let timer;
  const cancel = () => clearTimeout(timer);
  scroller.addEventListener("pointerdown", (event) => {
    const part = messageAt(event.target);
    if (event.pointerType !== "touch" || !part || event.target.closest('button, a, [role="button"]')) return;
    timer = setTimeout(() => open(Number(part.dataset.messageId), event.clientX, event.clientY), 500);
  });
  for (const name of ["pointerup", "pointermove", "pointercancel", "scroll"]) scroller.addEventListener(name, cancel, { passive: true });
}
