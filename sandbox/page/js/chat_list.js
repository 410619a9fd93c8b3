// The list of chats of one person.

import { avatar } from "./avatar.js";
import { listTimeOf } from "./clock.js";
import { h, icon, iconButton, label } from "./dom.js";
import { gistOf, nameOf, serviceText } from "./format.js";
import { store } from "./store.js";

export class ChatList {
  #current = null;

  constructor(person, { onOpen, onLink }) {
    this.person = person;
    this.onOpen = onOpen;
    this.list = h("div", { class: "chat-items", role: "list", "aria-label": "Chats" });
    this.element = h("div", { class: "chat-list" },
      h("header", { class: "chat-header" }, h("div", { class: "chat-names" }, h("div", { class: "chat-title", text: "Chats" })),
        iconButton("link", "Open a deep link", onLink, { dataset: { action: "deep-link" } })),
      this.list);
  }

  set current(chat) {
    this.#current = chat;
    this.draw();
  }

  draw() {
    const summaries = store.listOf(this.person);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
    this.list.replaceChildren(...(summaries.length ? summaries.map((summary) => this.#item(summary)) : [
      h("p", { class: "nothing" }, icon("chat"), h("span", { text: "No bot has called the sandbox yet. It appears here with its first request." })),
    ]));
    if (focused) this.list.querySelector(`[data-chat="${focused}"]`)?.focus();
  }

  #item(summary) {
    const { chat, last, unread, action, blocked } = summary;
    // The direction stands on the box that cuts the text, so that an Arabic line loses its end and not its beginning.
    // In a group the line says who spoke, but for the person's own words and what the group itself says.
    const { language_code: language, time_zone: zone } = store.people.get(this.person) ?? {};
    const speaker = last && chat.id < 0 && !last.out && serviceText(last) === undefined ? `${last.from?.first_name ?? nameOf(last.from)}: ` : "";
    const gist = action
      ? h("span", { class: "chat-item-gist acting", text: `${action.replaceAll("_", " ")}…` })
      : h("span", { class: "chat-item-gist", dir: "auto", text: last ? speaker + gistOf(last, language) : summary.started ? "" : "Not begun yet" });
    return h("div", { role: "listitem" }, h("button", { type: "button", class: `chat-item ${chat.id === this.#current ? "current" : ""}`, dataset: { chat: chat.id }, onclick: () => this.onOpen(chat.id) },
      avatar(chat),
      h("span", { class: "chat-item-text" },
        h("span", { class: "chat-item-top" }, label(nameOf(chat), "chat-item-name"), blocked && icon("block", "dim"),
          last?.out && icon(last.read === false ? "tick" : "ticks", "ticks"), last && h("time", { text: listTimeOf(last.date, zone) })),
        h("span", { class: "chat-item-bottom" }, gist,
          unread > 0 && h("span", { class: "badge", dataset: { unread }, "aria-label": `${unread} unread`, text: unread > 99 ? "99+" : String(unread) })))));
  }
}
