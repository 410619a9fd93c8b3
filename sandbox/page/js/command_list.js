// The bot's commands: all of them by the menu button, the fitting ones while "/…" is being typed.

import { h, uniqueId } from "./dom.js";

export class CommandList {
  #commands = [];
  #rows = [];
  #at = -1;

  constructor(field, { onChoose }) {
    this.field = field;
    this.onChoose = onChoose;
    this.element = h("div", { class: "commands", role: "listbox", id: uniqueId("commands"), "aria-label": "Commands", hidden: true });
    field.setAttribute("aria-controls", this.element.id);
    field.setAttribute("aria-autocomplete", "list");
  }

  get open() { return !this.element.hidden; }
  get any() { return this.#commands.length > 0; }

  set(commands) {
    this.#commands = commands ?? [];
    if (this.open) this.filter(this.field.value);
  }

  filter(text) {
    const typed = text.match(/^\/([a-z0-9_]*)$/i)?.[1].toLowerCase();
    if (typed === undefined) this.hide();
    else this.#show(this.#commands.filter((command) => command.command.startsWith(typed)));
  }

  showAll() {
    this.#show(this.#commands);
    this.#rows[0] && this.#select(0);
  }

  hide() {
    this.element.hidden = true;
    this.#at = -1;
    this.field.removeAttribute("aria-activedescendant");
  }

  #show(commands) {
    this.#rows = commands.map((command) => h("div", {
      class: "command", role: "option", id: uniqueId("command"), "aria-selected": "false", dataset: { command: command.command },
      // The field keeps the focus, so that typing goes on.
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => this.onChoose(`/${command.command}`, true),
    }, h("span", { class: "command-name", text: `/${command.command}` }), h("span", { class: "command-text", dir: "auto", text: command.description })));
    this.element.replaceChildren(...this.#rows);
    this.element.hidden = this.#rows.length === 0;
    this.#at = -1;
    if (this.open) this.#select(0);
    else this.hide();
  }

  #select(index) {
    this.#at = (index + this.#rows.length) % this.#rows.length;
    this.#rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === this.#at)));
    this.#rows[this.#at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", this.#rows[this.#at].id);
  }

  /** True when the key was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const chosen = this.#rows[this.#at]?.dataset.command;
    if (event.key === "ArrowDown") this.#select(this.#at + 1);
    else if (event.key === "ArrowUp") this.#select(this.#at - 1);
    else if (event.key === "Escape") this.hide();
    else if (event.key === "Tab" && chosen) this.onChoose(`/${chosen} `, false);
    else if (event.key === "Enter" && chosen) this.onChoose(`/${chosen}`, true);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
