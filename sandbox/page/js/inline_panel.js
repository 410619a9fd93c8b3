// Inline mode: "@bot words" in the text field asks that bot, and what it offers stands above the field.

import { h, icon, label, uniqueId } from "./dom.js";

const PAUSE = 250; // milliseconds after the last letter, as clients wait before they ask
const TYPED = /^@(\w{3,32}) ([^]*)$/;
const ICONS = { location: "pin", venue: "pin", contact: "person", photo: "image", gif: "image", mpeg4_gif: "image", document: "file", audio: "play", voice: "play", video: "play" };

export class InlinePanel {
  #asked = null; // what stands in the panel: {bot, words}
  #query = null; // id of the query whose answer is shown or awaited
  #early = new Map(); // answers that overtook the reply to the question
  #rows = [];
  #at = -1;
  #next = "";
  #timer;

  /** `actions`: botByName(name), ask(bot, words, offset), choose(query, result), start(bot, parameter), webApp(), toast(text) */
  constructor(field, actions) {
    this.field = field;
    this.actions = actions;
    this.list = h("div", { class: "inline-results", role: "listbox", id: uniqueId("inline"), "aria-label": "What the bot offers" });
    this.above = h("div", { class: "inline-above" });
    this.element = h("div", { class: "commands inline-panel", hidden: true, dataset: { inline: "" } }, this.above, this.list);
    this.element.addEventListener("scroll", () => {
      if (this.#next && this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 120) this.#more();
    }, { passive: true });
  }

  get open() { return !this.element.hidden; }

  filter(text) {
    const typed = text.match(TYPED);
    const bot = typed && this.actions.botByName(typed[1]);
    if (!bot?.inline) {
      this.hide();
      return;
    }
    if (this.#asked?.bot === bot.id && this.#asked.words === typed[2]) return;
    this.#asked = { bot: bot.id, words: typed[2] };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#asked = this.#query = null;
    this.element.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  async #ask(offset = "") {
    const asked = this.#asked;
    try {
      const { query_id: query, answer } = await this.actions.ask(asked.bot, asked.words, offset);
      if (this.#asked !== asked) return;
      const known = answer ?? this.#early.get(query);
      this.#early.clear();
      this.#query = query;
      if (known) this.#show(known, offset);
      else this.element.classList.add("waiting");
      this.offset = offset;
    } catch (error) {
      this.actions.toast(error.message);
    }
  }

  answered(event) {
    if (event.query_id === this.#query) this.#show(event, this.offset);
    else if (this.#asked) this.#early.set(event.query_id, event);
  }

  #more() {
    const next = this.#next;
    this.#next = "";
    this.#ask(next);
  }

  #show({ results, next_offset: next, button }, offset) {
    const query = this.#query;
    const rows = results.map((result) => h("div", {
      class: "inline-result", role: "option", id: uniqueId("result"), "aria-selected": "false", dataset: { result: result.id },
      // The field keeps the focus, so that typing goes on.
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => this.#choose(query, result.id),
    }, h("span", { class: "inline-tile", "aria-hidden": "true" }, ICONS[result.type] ? icon(ICONS[result.type]) : [...result.title][0] ?? ""),
    h("span", { class: "inline-words" }, label(result.title, "inline-title"), result.description && h("span", { class: "inline-about", dir: "auto", text: result.description }))));
    this.#rows = offset ? [...this.#rows, ...rows] : rows;
    this.#next = next ?? "";
    this.above.replaceChildren(...(button ? [h("button", { type: "button", class: "inline-button-above", dataset: { inlineButton: button.start_parameter ?? "" }, onclick: () => this.#press(button) }, label(button.text))] : []));
    this.list.replaceChildren(...this.#rows);
    this.element.classList.remove("waiting");
    this.element.hidden = !this.#rows.length && !button;
    if (!offset) {
      this.element.scrollTop = 0;
      this.#at = -1;
      if (this.#rows.length) this.#select(0);
    }
  }

  #press(button) {
    const { bot } = this.#asked;
    if (button.web_app) this.actions.webApp();
    else this.actions.start(bot, button.start_parameter);
  }

  #choose(query, result) {
    this.hide();
    this.actions.choose(query, result);
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
    const chosen = this.#rows[this.#at];
    if (event.key === "ArrowDown" && chosen) this.#select(this.#at + 1);
    else if (event.key === "ArrowUp" && chosen) this.#select(this.#at - 1);
    else if (event.key === "Enter" && chosen) chosen.click();
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
