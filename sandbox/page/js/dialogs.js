// The page's own dialogs (those inside a phone are in overlay.js).

import { h, uniqueId } from "./dom.js";

/** A form in a modal dialog. `fields`: {name, text, type, value, options, required…}. Resolves to the values or null. */
export function askForm({ title, intro, fields, submit }) {
  return new Promise((resolve) => {
    const titleId = uniqueId("dialog");
    const inputs = fields.map(({ name, text, options, ...rest }) => {
      const input = options
        ? h("select", { name, class: "field", ...rest }, options.map(([value, shown]) => h("option", { value, text: shown })))
        : h("input", { name, class: "field", autocomplete: "off", dir: "auto", ...rest });
      return h("label", { class: "form-row" }, h("span", { text }), input);
    });
    const form = h("form", { method: "dialog", class: "card-body" },
      h("h2", { id: titleId, text: title }), intro && h("p", { class: "dialog-text", text: intro }), inputs,
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "dialog-button", text: "Cancel", onclick: () => dialog.close() }),
        h("button", { type: "submit", class: "dialog-button strong", text: submit })));
    const dialog = h("dialog", { class: "card page-dialog", "aria-labelledby": titleId }, form);
    let answer = null;
    form.addEventListener("submit", () => { answer = Object.fromEntries(new FormData(form)); });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A button that opens a small list under itself. `items()` gives {text, checked?, action} anew each time. */
export function dropDown(button, items, name) {
  const list = h("div", { class: "menu drop-menu", role: "menu", "aria-label": name, hidden: true });
  const close = (focus) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    if (!list.hidden) { close(true); return; }
    list.replaceChildren(...items().map((item) => (item.note ? h("p", { class: "menu-note", text: item.note }) : h("button", {
      type: "button", class: "menu-item", role: item.checked === undefined ? "menuitem" : "menuitemcheckbox", "aria-checked": item.checked === undefined ? null : String(item.checked),
      onclick: () => { close(true); item.action(); },
    }, item.checked !== undefined && h("span", { class: "check-mark", "aria-hidden": "true", text: item.checked ? "✓" : "" }), h("bdi", { text: item.text })))));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const rows = [...list.querySelectorAll("button")];
    const at = rows.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next !== undefined) { event.preventDefault(); rows[(next + rows.length) % rows.length]?.focus(); }
    if (event.key === "Escape") { event.stopPropagation(); close(true); }
    if (event.key === "Tab") close(false);
  });
  document.addEventListener("pointerdown", (event) => { if (!list.hidden && !list.contains(event.target) && !button.contains(event.target)) close(false); });
  return h("div", { class: "drop-holder" }, button, list);
}
