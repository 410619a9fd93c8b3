// What groups ask and tell: who is in one, whether to come in by a link, and which words of a message to quote.

import { avatar } from "./avatar.js";
import { h, label } from "./dom.js";

const STANDING = { creator: "owner", administrator: "administrator", restricted: "restricted", member: "" };

/** Everybody who is in the group now. */
export function showMembers(overlay, group) {
  const present = group.members.filter((member) => member.status in STANDING);
  const lines = present.map((member) => h("li", { class: "member", dataset: { member: member.id } },
    avatar({ id: member.id, first_name: member.name }, "tiny"), label(member.name, "member-name"), h("span", { class: "member-standing", text: STANDING[member.status] })));
  const about = group.description && h("p", { class: "dialog-text", dir: "auto", text: group.description });
  return overlay.ask({ title: `Members (${present.length})`, body: h("div", {}, about, h("ul", { class: "members" }, lines)), buttons: [{ text: "Close", value: null, style: "strong" }] });
}

/** Resolves to true when the person comes in, or asks to. `seen` is what the sandbox says of the link. */
export async function askToJoin(overlay, seen) {
  const told = seen.trouble || (seen.asked ? "You have asked to come in. An administrator will decide." : "");
  const sure = await overlay.ask({
    title: seen.chat.title,
    body: h("div", { class: "invite", dataset: { invite: seen.chat.id } }, avatar(seen.chat, "large"),
      seen.chat.description && h("p", { class: "dialog-text", dir: "auto", text: seen.chat.description }),
      h("p", { class: "dialog-text dim", text: `${seen.members} ${seen.members === 1 ? "member" : "members"}` }), told && h("p", { class: "dialog-text", text: told })),
    buttons: told ? [{ text: "Close", value: false, style: "strong" }] : [{ text: "Cancel", value: false }, { text: seen.asks ? "Ask to join" : "Join the group", value: true, style: "strong" }],
  });
  return Boolean(sure);
}

/** The words to quote: those that are selected in the field, or all of them. Resolves to null when nothing is chosen. */
export async function askQuote(overlay, words) {
  const field = h("textarea", { class: "field quote-field", readonly: true, rows: "5", dir: "auto", "aria-label": "Select the words to quote", "data-autofocus": true, dataset: { field: "quote" } });
  field.value = words;
  const chosen = () => field.value.slice(field.selectionStart, field.selectionEnd).trim() || words;
  return overlay.ask({
    title: "Quote", body: h("div", {}, h("p", { class: "dialog-text", text: "Select the words you answer to." }), field),
    buttons: [{ text: "Cancel", value: null }, { text: "Quote", value: () => chosen().slice(0, 1024), style: "strong" }],
  });
}

/** The link into a group, or null where it is none. */
export const inviteIn = (text) => text.trim().match(/^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/(?:\+|joinchat\/)[\w-]+$/i)?.[0] ?? null;
