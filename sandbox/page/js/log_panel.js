// The panel at the side with the latest calls of the bots.

import { api } from "./api.js";
import { exactTimeOf } from "./clock.js";
import { h, iconButton } from "./dom.js";
import { sizeOf } from "./format.js";

const KEPT = 300;
const EVERY = 1000; // milliseconds; the log has no events of its own

export class LogPanel {
  #after = 0;
  #timer = null;
  #busy = false;

  constructor(onClose) {
    this.list = h("ol", { class: "calls", "aria-label": "Calls, the latest first" });
    this.element = h("aside", { class: "log-panel", "aria-label": "Log of API calls", hidden: true, dataset: { panel: "log" } },
      h("header", {}, h("h2", { text: "API calls" }), iconButton("close", "Close the log", onClose)),
      h("p", { class: "nothing", text: "The bots' calls appear here, the latest first." }), this.list);
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") onClose(); });
  }

  get open() { return !this.element.hidden; }

  toggle(open = !this.open) {
    this.element.hidden = !open;
    clearInterval(this.#timer);
    if (open) {
      this.#fetch();
      this.#timer = setInterval(() => this.#fetch(), EVERY);
      this.element.querySelector("button").focus();
    }
  }

  async #fetch() {
    if (this.#busy || document.hidden) return;
    this.#busy = true;
    try {
      const calls = await api.log(this.#after);
      for (const call of calls.slice(-KEPT)) this.list.prepend(this.#row(call));
      if (calls.length) this.#after = calls[calls.length - 1].seq;
      while (this.list.children.length > KEPT) this.list.lastChild.remove();
    } catch {
      // The bar already tells when the sandbox is away.
    } finally {
      this.#busy = false;
    }
  }

  #row(call) {
    const details = h("details", { class: `call ${call.ok ? "fine" : "failed"}`, dataset: { method: call.method } },
      h("summary", {},
        h("time", { text: exactTimeOf(call.at) }), h("b", { text: call.method }),
        call.fault && h("span", { class: "fault", text: "fault" }), h("span", { class: "status", text: String(call.status ?? "–") }), h("span", { class: "bytes", text: sizeOf(call.bytes) })));
    // Most are never opened, so their text is made when they are.
    details.addEventListener("toggle", () => {
      if (details.children.length > 1) return;
      const pretty = (value) => h("pre", { dir: "auto", tabindex: "0", text: JSON.stringify(value, null, 2) });
      details.append(h("h3", { text: "Asked" }), pretty(call.params ?? {}), h("h3", { text: "Answered" }), pretty(call.ok ? call.result : call.description ?? null));
      if (call.fault) details.append(h("h3", { text: "Fault" }), pretty(call.fault));
    });
    return h("li", {}, details);
  }
}
