// Reactions: the few that are offered with a message, and those that stand under it.

import { h } from "./dom.js";

export const OFFERED = ["👍", "❤", "🔥", "👏", "🙏", "🤔"];

const nameOf = (type) => type.emoji ?? "🖼";

/** Under a bubble: each reaction with how many chose it. A press on one joins in, or takes one's own back. */
export function renderReactions(message, actions) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map(({ type, count, mine }) =>
    h("button", { type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": `${nameOf(type)} ${count}`, dataset: { reaction: nameOf(type) }, onclick: () => actions.react(message, mine ? null : type) },
      h("span", { "aria-hidden": "true", text: nameOf(type) }), h("b", { text: String(count) }))));
}

/** The row above the menu of a message. `chosen(emoji or null)` hears which. */
export function reactionRow(message, chosen) {
  const mine = new Set((message.reactions ?? []).filter((one) => one.mine).map((one) => one.type.emoji));
  return OFFERED.map((emoji) => h("button", {
    type: "button", role: "menuitemcheckbox", class: "reaction-choice", tabindex: "-1", "aria-checked": String(mine.has(emoji)), "aria-label": `React with ${emoji}`,
    dataset: { react: emoji }, onclick: () => chosen(mine.has(emoji) ? null : emoji),
  }, emoji));
}
