// The buttons under a message. Their order is always left to right, whatever the language: Telegram has no other.

import { h, icon } from "./dom.js";

const ICONS = [["url", "arrow"], ["login_url", "arrow"], ["copy_text", "copy"], ["web_app", "window"], ["switch_inline_query", "share"], ["switch_inline_query_current_chat", "share"], ["pay", "card"]];

export function renderInlineKeyboard(message, { onPress, isPending }) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard", dir: "ltr", role: "group", "aria-label": "Buttons" },
    rows.map((row, rowIndex) => h("div", { class: "button-row" }, row.map((button, column) => {
      const mark = ICONS.find(([key]) => button[key] !== undefined)?.[1];
      const element = h("button", {
        type: "button",
        class: `inline-button ${button.style ?? ""}`.trim(),
        disabled: button.disabled !== undefined && button.disabled !== false,
        dataset: { button: `${rowIndex}.${column}`, ...(button.callback_data === undefined ? {} : { callback: button.callback_data }) },
        title: button.url ?? null,
        onclick: () => onPress(message, rowIndex, column, button),
      }, h("span", { class: "button-text", dir: "auto", text: button.text }), mark && icon(mark, "corner"));
      setPending(element, isPending(message.message_id, rowIndex, column));
      return element;
    }))));
}

export function setPending(element, pending) {
  element.classList.toggle("pending", pending);
  element.setAttribute("aria-busy", String(pending));
}
