// What lies over one phone, and only over that phone: toasts, dialogs, menus. The other phones stay usable.

import { h, icon, iconButton, uniqueId } from "./dom.js";

export class Overlay {
  #screen;
  #layer = h("div", { class: "overlay" });
  #toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
  #open = []; // dialogs and menus, the topmost last

  constructor(screen) {
    this.#screen = screen;
    this.element = h("div", { class: "overlays" }, this.#layer, this.#toasts);
  }

  toast(text, kind = "info") {
    const toast = h("div", { class: `toast ${kind}`, dir: "auto", dataset: { toast: kind }, text });
    this.#toasts.append(toast);
    // Long texts are read longer; Telegram's own toasts last about 3 s.
    setTimeout(() => toast.classList.add("leaving"), 3000 + 30 * text.length);
    setTimeout(() => toast.remove(), 3300 + 30 * text.length);
  }

  /** A dialog with buttons; resolves to the pressed button's value, or null when it is closed. */
  ask({ title, body, buttons, role = "dialog", className = "" }) {
    return new Promise((resolve) => {
      const titleId = uniqueId("title");
      const bodyId = uniqueId("body");
      const content = typeof body === "string" ? h("p", { class: "dialog-text", dir: "auto", text: body }) : body;
      const finish = (value) => { close(); resolve(value); };
      const actions = buttons.map(({ text, value, style = "", autofocus }) =>
        h("button", { type: "button", class: `dialog-button ${style}`, "data-autofocus": autofocus, onclick: () => finish(typeof value === "function" ? value() : value), text }));
      const card = h("div", { class: `card ${className}`, role, "aria-modal": "true", "aria-labelledby": title ? titleId : bodyId, "aria-describedby": title ? bodyId : null },
        title && h("h2", { id: titleId, dir: "auto", text: title }),
        h("div", { id: bodyId, class: "card-body" }, content),
        h("div", { class: "dialog-buttons" }, actions));
      card.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); actions[actions.length - 1].click(); }
      });
      const close = this.#show(h("div", { class: "backdrop" }, card), () => resolve(null), { modal: true });
      (card.querySelector("[data-autofocus]") ?? card.querySelector("input, textarea") ?? actions[actions.length - 1])?.focus();
    });
  }

  /** One of several things, each a line of its own: {text, value}. Resolves to its value, or to null. */
  choose(title, items) {
    return new Promise((resolve) => {
      const rows = items.map(({ text, value }) => h("button", { type: "button", class: "menu-item", dataset: { choice: value }, onclick: () => { close(); resolve(value); } }, h("bdi", { text })));
      const card = h("div", { class: "card", role: "dialog", "aria-modal": "true", "aria-label": title }, h("h2", { text: title }), rows);
      card.addEventListener("keydown", (event) => moveFocus(event, rows));
      const close = this.#show(h("div", { class: "backdrop" }, card), () => resolve(null));
      rows[0]?.focus();
    });
  }

  alert(text, title = "") {
    return this.ask({ title, body: text, role: "alertdialog", className: "alert", buttons: [{ text: "OK", value: true, style: "strong" }] });
  }

  /** A menu of {text, icon, action, danger} near a point given in the page's coordinates. An item {row, action} is
   *  several small buttons side by side: `row(chosen)` makes them, `action` hears what `chosen` was called with. */
  menu(items, x, y, label = "Menu") {
    const rows = items.filter(Boolean).flatMap((item) => item.row ? item.row((value) => { close(); item.action(value); }) :
      h("button", { type: "button", role: "menuitem", class: item.danger ? "menu-item danger" : "menu-item", tabindex: "-1", onclick: () => { close(); item.action(); } },
        icon(item.icon), h("span", { text: item.text })));
    const small = rows.filter((row) => !row.classList.contains("menu-item"));
    const list = h("div", { class: "menu", role: "menu", "aria-label": label }, small.length > 0 && h("div", { class: "menu-row", role: "group", "aria-label": "Reactions" }, small), rows.filter((row) => !small.includes(row)));
    list.addEventListener("keydown", (event) => moveFocus(event, rows));
    const close = this.#show(h("div", { class: "backdrop clear" }, list), () => {}, { modal: true });
    const frame = this.element.getBoundingClientRect();
    const scale = frame.width / this.element.offsetWidth || 1;
    const left = Math.min(Math.max(8, (x - frame.left) / scale), this.element.offsetWidth - list.offsetWidth - 8);
    const top = Math.min(Math.max(8, (y - frame.top) / scale), this.element.offsetHeight - list.offsetHeight - 8);
    list.style.left = `${left}px`;
    list.style.top = `${top}px`;
    (rows[small.length] ?? rows[0])?.focus();
  }

  /** A picture as large as the phone allows. */
  picture(url, caption) {
    const viewer = h("div", { class: "viewer", role: "dialog", "aria-modal": "true", "aria-label": caption || "Photo" },
      h("img", { src: url, alt: caption || "Photo" }),
      iconButton("close", "Close", () => close(), { class: "viewer-close" }));
    const close = this.#show(h("div", { class: "backdrop dark" }, viewer), () => {}, { modal: true });
    viewer.querySelector("button").focus();
  }

  /** A video as large as the phone allows. */
  film(url, caption) {
    const film = h("video", { src: url, controls: true, autoplay: true, playsinline: true });
    const viewer = h("div", { class: "viewer", role: "dialog", "aria-modal": "true", "aria-label": caption || "Video" }, film,
      iconButton("close", "Close", () => close(), { class: "viewer-close" }));
    film.addEventListener("error", () => film.replaceWith(h("p", { class: "viewer-note", text: "This video cannot be played here." })));
    const close = this.#show(h("div", { class: "backdrop dark" }, viewer), () => {}, { modal: true });
    viewer.querySelector("button").focus();
  }

  closeTop() {
    const top = this.#open[this.#open.length - 1];
    if (!top) return false;
    top.dismiss();
    return true;
  }

  #show(element, onDismiss) {
    const back = document.activeElement;
    const entry = {};
    const close = () => {
      if (!this.#open.includes(entry)) return;
      this.#open.splice(this.#open.indexOf(entry), 1);
      element.remove();
      this.#screen.inert = this.#open.length > 0;
      if (back?.isConnected) back.focus({ preventScroll: true });
    };
    entry.dismiss = () => { close(); onDismiss(); };
    element.addEventListener("pointerdown", (event) => { if (event.target === element) { event.preventDefault(); entry.dismiss(); } });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
    this.#open.push(entry);
    this.#layer.append(element);
    this.#screen.inert = true;
    return close;
  }
}

export function moveFocus(event, items) {
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1, Tab: at + (event.shiftKey ? -1 : 1) }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[(next + items.length) % items.length]?.focus();
}
