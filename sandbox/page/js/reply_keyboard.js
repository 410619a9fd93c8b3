// The keyboard a bot puts in place of the letters. It belongs to the chat, not to a message.

import { h, icon } from "./dom.js";

const ICONS = [["request_contact", "person"], ["request_location", "pin"], ["request_poll", "poll"], ["request_users", "person"], ["request_chat", "person"], ["web_app", "window"]];

export class ReplyKeyboard {
  #seen = null;
  #markup = null;
  #shown = false;

  constructor({ onText, onContact, onOther, onChange }) {
    this.actions = { onText, onContact, onOther };
    this.onChange = onChange;
    this.element = h("div", { class: "reply-keyboard", dir: "ltr", role: "group", "aria-label": "Keyboard of the bot", hidden: true });
  }

  get available() { return this.#markup !== null; }
  get shown() { return this.#shown; }
  get persistent() { return Boolean(this.#markup?.is_persistent); }
  get placeholder() { return this.#shown ? this.#markup?.input_field_placeholder : undefined; }

  set(markup) {
    const identity = JSON.stringify(markup ?? null);
    if (identity === this.#seen) return;
    this.#seen = identity;
    this.#markup = markup?.keyboard ? markup : null;
    this.#shown = this.#markup !== null;
    this.#draw();
  }

  toggle(shown = !this.#shown) {
    this.#shown = shown && this.available;
    this.#draw();
  }

  #draw() {
    this.element.hidden = !this.#shown;
    this.element.classList.toggle("tall", this.#shown && !this.#markup.resize_keyboard);
    this.element.replaceChildren(...(this.#markup?.keyboard ?? []).map((row, rowIndex) =>
      h("div", { class: "button-row" }, row.map((raw, column) => this.#button(typeof raw === "string" ? { text: raw } : raw, rowIndex, column)))));
    this.onChange();
  }

  #button(button, row, column) {
    const mark = ICONS.find(([key]) => button[key])?.[1];
    return h("button", { type: "button", class: `key ${button.style ?? ""}`.trim(), dataset: { button: `${row}.${column}` }, onclick: () => this.#press(button) },
      mark && icon(mark), h("span", { dir: "auto", text: button.text }));
  }

  #press(button) {
    const { onText, onContact, onOther } = this.actions;
    const other = ICONS.find(([key]) => button[key])?.[0];
    const once = this.#markup.one_time_keyboard;
    if (button.request_contact) onContact();
    else if (other) onOther(other);
    else onText(button.text);
    // A one-time keyboard folds away after use; the button beside the text brings it back.
    if (once && !other) this.toggle(false);
  }
}
