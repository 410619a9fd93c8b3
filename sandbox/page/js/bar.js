// The page's own bar: which phones are out, the clock, the gaps, the log.

import { api } from "./api.js";
import * as clock from "./clock.js";
import { askForm, dropDown } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { nameOf } from "./format.js";
import { store } from "./store.js";
import * as theme from "./theme.js";

const SKIPS = [["1 hour", 3600], ["1 day", 86400], ["3 days", 3 * 86400], ["30 days", 30 * 86400]];
const LONGEST_LIST = 60;
const LANGUAGES = [["en", "English"], ["fr", "français"], ["ar", "العربية"], ["de", "Deutsch"], ["es", "español"], ["pt", "português"], ["ru", "русский"], ["uk", "українська"], ["tr", "Türkçe"], ["fa", "فارسی"], ["hi", "हिन्दी"], ["", "unknown"]];

export class Bar {
  #gaps = {};

  /** `stage`: phones(), add(id), remove(id), say(text); `log`: the panel. */
  constructor(stage, log) {
    this.stage = stage;
    this.log = log;
    const people = h("button", { type: "button", class: "bar-button", dataset: { action: "people" } }, icon("person"), h("span", { class: "wide", text: "People" }));
    this.date = h("span", { class: "clock-date" });
    this.time = h("time", { class: "clock-time" });
    this.shift = h("span", { class: "clock-shift" });
    const skip = h("button", { type: "button", class: "bar-button", "aria-label": "Skip time", title: "Skip time", dataset: { action: "skip" } }, icon("skip"), h("span", { class: "wide", text: "Skip time" }));
    this.gapsButton = h("button", { type: "button", class: "bar-button gaps", hidden: true, dataset: { action: "gaps" } }, icon("gap"), h("span"));
    this.logButton = h("button", { type: "button", class: "bar-button", "aria-pressed": "false", title: "Log of API calls", "aria-label": "Log of API calls", dataset: { action: "log" }, onclick: () => this.toggleLog() }, icon("log"), h("span", { class: "wide", text: "Log" }));
    this.themeButton = iconButton("theme", "Light or dark", () => this.#nextTheme(), { dataset: { action: "theme" } });
    this.connection = h("span", { class: "connection", role: "status", hidden: true, text: "Reconnecting…" });
    this.element = h("header", { class: "bar" },
      h("h1", { class: "bar-title" }, icon("logo"), h("span", { text: "Sandbox" })), this.connection, h("span", { class: "space" }),
      h("div", { class: "clock", "aria-label": "Time of the sandbox" }, this.date, this.time, this.shift),
      dropDown(skip, () => this.#skips(), "Skip time"), dropDown(people, () => this.#people(), "People"),
      dropDown(this.gapsButton, () => this.#gapList(), "Unknown methods"), this.logButton, this.themeButton);
    store.on("gap", ({ method, count }) => { this.#gaps[method] = count; this.#drawGaps(); });
    store.on("connection", ({ up }) => { this.connection.hidden = up; });
    clock.onChange(() => this.tick());
    this.tick();
    this.loadGaps();
  }

  tick() {
    this.date.textContent = clock.shortDateOf(clock.now());
    this.time.textContent = clock.timeOf(clock.now());
    this.shift.textContent = clock.shiftText();
  }

  async loadGaps() {
    try {
      this.#gaps = await api.gaps();
      this.#drawGaps();
    } catch {
      // No news of gaps is no gap.
    }
  }

  toggleLog(open) {
    this.log.toggle(open);
    this.logButton.setAttribute("aria-pressed", String(this.log.open));
    if (!this.log.open) this.logButton.focus();
  }

  #nextTheme() {
    const name = theme.next();
    this.themeButton.title = { auto: "Light or dark: as the system", light: "Light", dark: "Dark" }[name];
  }

  #drawGaps() {
    const names = Object.keys(this.#gaps);
    this.gapsButton.hidden = names.length === 0;
    this.gapsButton.lastChild.textContent = names.length === 1 ? "1 gap" : `${names.length} gaps`;
    this.gapsButton.title = "Methods the bots called that the sandbox does not know";
  }

  #gapList() {
    return [{ note: "Called, but unknown to the sandbox:" },
      ...Object.entries(this.#gaps).sort((a, b) => b[1] - a[1]).map(([method, count]) => ({ text: `${method} × ${count}`, action: () => navigator.clipboard?.writeText(method).catch(() => {}) }))];
  }

  #skips() {
    return [...SKIPS.map(([text, seconds]) => ({ text: `+ ${text}`, action: () => this.#skip(seconds) })), { text: "Another span…", action: () => this.#skipCustom() }];
  }

  async #skip(seconds) {
    try {
      await clock.skip(seconds);
    } catch (error) {
      this.stage.say(error.message);
    }
  }

  async #skipCustom() {
    const answer = await askForm({
      title: "Skip time", intro: "The sandbox's clock only moves forward.", submit: "Skip",
      fields: [{ name: "amount", text: "How many", type: "number", min: "1", step: "any", value: "2", required: true },
        { name: "unit", text: "of", options: [["60", "minutes"], ["3600", "hours"], ["86400", "days"], ["604800", "weeks"]] }],
    });
    const seconds = Number(answer?.amount) * Number(answer?.unit);
    if (seconds > 0) this.#skip(seconds);
  }

  #people() {
    const out = this.stage.phones();
    return [
      ...[...store.people.values()].slice(0, LONGEST_LIST).map((person) => ({
        text: nameOf(person), checked: out.includes(person.id),
        action: () => (out.includes(person.id) ? this.stage.remove(person.id) : this.stage.add(person.id)),
      })),
      ...(store.people.size > LONGEST_LIST ? [{ note: `and ${store.people.size - LONGEST_LIST} more: name them in the address, ?people=ID` }] : []),
      { text: "Add a person…", action: () => this.addPerson() },
    ];
  }

  async addPerson() {
    const answer = await askForm({
      title: "A new person", submit: "Add",
      fields: [{ name: "first_name", text: "First name", required: true, maxlength: 64 }, { name: "last_name", text: "Last name", maxlength: 64 },
        { name: "username", text: "Username", maxlength: 32, pattern: "[A-Za-z][A-Za-z0-9_]{3,31}", title: "4 to 32 Latin letters, digits and _" }, { name: "language_code", text: "Language", options: LANGUAGES },
        { name: "time_zone", text: "Time zone", options: [["", "the browser's"], ...Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")])] }],
    });
    if (!answer) return;
    try {
      const person = await api.addPerson(Object.fromEntries(Object.entries(answer).filter(([, value]) => value.trim())));
      store.people.set(person.id, person);
      store.tell("people");
      this.stage.add(person.id);
    } catch (error) {
      this.stage.say(error.message);
    }
  }
}
