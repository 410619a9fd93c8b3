// A forum's topics: the row under a group's name to switch between them.

import { h, icon, label } from "./dom.js";

export class Topics {
  #shown = "";

  constructor(onChoose) {
    this.onChoose = onChoose;
    this.element = h("nav", { class: "topics", role: "tablist", "aria-label": "Topics", hidden: true });
    this.element.addEventListener("keydown", (event) => {
      const tabs = [...this.element.children];
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      this.onChoose(Number(next.dataset.topic));
      this.element.querySelector('[aria-selected="true"]')?.focus();
    });
  }

  /** `topics` as the summary has them; undefined where the group has none. */
  draw(topics, current) {
    this.element.hidden = !topics;
    const state = JSON.stringify([topics, current]);
    if (state === this.#shown) return;
    this.#shown = state;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.topic : null;
    this.element.replaceChildren(...(topics ?? []).filter((one) => !one.hidden).map((one) => {
      const chosen = one.thread === current;
      return h("button", { type: "button", role: "tab", class: "topic", tabindex: chosen ? "0" : "-1", "aria-selected": String(chosen), dataset: { topic: one.thread }, onclick: () => this.onChoose(one.thread) },
        one.closed && icon("lock"), label(one.name), one.closed && h("span", { class: "sr", text: "closed" }),
        one.unread > 0 && h("span", { class: "badge", dataset: { unread: one.unread }, text: one.unread > 99 ? "99+" : String(one.unread) }));
    }));
    if (focused !== null) this.element.querySelector(`[data-topic="${focused}"]`)?.focus();
    this.element.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
