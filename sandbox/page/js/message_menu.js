// What a long press or a right click on a message offers.

import { h } from "./dom.js";
import { reactionRow } from "./reactions.js";

export function messageMenu(message, { reply, quote, copy, edit, remove, react }) {
  const words = message.text ?? message.caption;
  if (message.receiver_user) return [words && { text: "Copy text", icon: "copy", action: () => copy(words) }, { text: "Delete", icon: "trash", danger: true, action: remove }];
  return [
    { row: (chosen) => reactionRow(message, chosen), action: react },
    { text: "Reply", icon: "reply", action: reply },
    words && { text: "Quote…", icon: "quote", action: () => quote(words) },
    words && { text: "Copy text", icon: "copy", action: () => copy(words) },
    message.out && words !== undefined && { text: "Edit", icon: "edit", action: edit },
    { text: "Delete", icon: "trash", danger: true, action: remove },
  ];
}

/** {forEveryone}, or null when it shall stay. */
export async function deleteQuestion(overlay, name, mine) {
  const box = h("input", { type: "checkbox", checked: true });
  if (name === null && !mine) {
    // In a group nobody but its administrators can take away what others wrote.
    return overlay.ask({ title: "Delete this message for you?", body: "The others keep it.",
      buttons: [{ text: "Cancel", value: null }, { text: "Delete", value: { forEveryone: false }, style: "danger", autofocus: true }] });
  }
  return overlay.ask({
    title: "Delete this message?",
    body: h("label", { class: "check" }, box, h("span", {}, "Also delete it for ", h("bdi", { text: name ?? "everybody" }))),
    buttons: [{ text: "Cancel", value: null }, { text: "Delete", value: () => ({ forEveryone: box.checked }), style: "danger", autofocus: true }],
  });
}
