// The scrolling part of a chat. Of a long chat only the end is drawn; the rest follows when one scrolls up to it.

import { h, iconButton, still } from "./dom.js";
import { albumAt } from "./album.js";
import { placeAmong, renderMessage, renderReply } from "./bubble.js";

const PAGE = 100;
const NEAR = 60; // pixels from the end that still count as "at the end"

/** The id of the (first) message a row shows. */
const idOf = (row) => Number(row.dataset.messageId ?? row.querySelector("[data-message-id]").dataset.messageId);

export class MessageLog {
  #list = [];
  #from = 0; // index of the first message that is drawn
  #rows = new Map(); // message id → row; the parts of an album share theirs
  #actions;
  #following = true; // at the end, or on the way there
  #top = 0; // where the last scroll event left the list
  #rowsBox = h("div", { class: "rows", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": "Messages" });
  #badge = h("span", { class: "badge", hidden: true });
  #down;

  constructor(actions, { onEnd }) {
    this.#actions = actions;
    this.#down = iconButton("down", "Scroll to the newest message", () => this.toEnd(true), { class: "to-end", hidden: true });
    this.#down.append(this.#badge);
    this.empty = h("div", { class: "empty" });
    this.scroller = h("div", { class: "scroller", tabindex: "0", "aria-label": "Conversation" }, h("div", { class: "filler" }), this.empty, this.#rowsBox);
    this.element = h("div", { class: "log" }, this.scroller, this.#down);
    this.onEnd = onEnd;
    this.scroller.addEventListener("scroll", () => { this.#follow(); this.#scrolled(); }, { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.#moveByKey(event));
    // The keyboard or a taller composer must not hide the last message from somebody who was reading it.
    new ResizeObserver(() => { if (this.#following) this.toEnd(); }).observe(this.scroller);
  }

  get atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  show(list) {
    this.#list = list;
    this.#from = this.#pageBefore(list.length);
    this.#rows.clear();
    this.#rowsBox.setAttribute("aria-live", "off");
    this.#rowsBox.replaceChildren(...this.#drawAll(this.#from, list.length));
    this.#settle(this.#from, list.length);
    this.toEnd();
    // What was there already is not news for a screen reader.
    requestAnimationFrame(() => this.#rowsBox.setAttribute("aria-live", "polite"));
  }

  put(message, isNew) {
    const follow = this.#following || this.atEnd || message.out;
    const index = this.#indexOf(message.message_id);
    const [first, end] = albumAt(this.#list, index);
    const old = this.#list.slice(first, end).map((one) => this.#rows.get(one.message_id)).find(Boolean);
    if (old) {
      // Focus on a button of an edited message stays on the same place of the new one.
      const place = old.contains(document.activeElement) ? document.activeElement.dataset.button : undefined;
      const focused = old === document.activeElement;
      const opened = old.querySelectorAll(".spoiler.revealed").length > 0;
      const row = this.#draw(first);
      old.replaceWith(row);
      if (opened) row.querySelectorAll(".spoiler").forEach((spoiler) => spoiler.classList.add("revealed"));
      if (focused) row.focus({ preventScroll: true });
      else if (place !== undefined) (row.querySelector(`[data-button="${place}"]`) ?? this.scroller).focus({ preventScroll: true });
      this.#requote([message.message_id]);
    } else {
      if (index < this.#from) return;
      const row = this.#draw(index);
      const next = this.#list[index + 1];
      this.#rowsBox.insertBefore(row, next ? this.#rows.get(next.message_id) ?? null : null);
      if (isNew && !still()) row.classList.add("arriving");
    }
    this.#settle(first - 1, end + 1);
    if (follow) this.toEnd(isNew && !still());
    else this.#scrolled();
  }

  remove(ids) {
    for (const id of ids) {
      const row = this.#rows.get(id);
      this.#rows.delete(id);
      if (row?.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
      // What is left of an album is drawn anew.
      const left = this.#list.findIndex((message) => this.#rows.get(message.message_id) === row);
      if (row && left >= 0) row.replaceWith(this.#draw(left));
      else row?.remove();
    }
    this.#requote(ids);
    // The list has shrunk already; the window begins where its first drawn row now stands.
    const first = this.#rowsBox.firstElementChild;
    this.#from = first ? this.#indexOf(idOf(first)) : this.#pageBefore(this.#list.length);
    if (!first && this.#list.length) this.show(this.#list);
    this.#settle(this.#from, this.#list.length);
    this.#scrolled();
  }

  row(id) {
    return this.#rows.get(id);
  }

  message(id) {
    return this.#list[this.#indexOf(id)];
  }

  /** Go to a message, drawing as far back as it takes, and let it glow for a moment. */
  jump(id) {
    const index = this.#list.findIndex((message) => message.message_id === id);
    if (index < 0) return false;
    while (this.#from > index) this.#older();
    const row = this.#rows.get(id);
    row.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
    row.classList.remove("glowing");
    requestAnimationFrame(() => row.classList.add("glowing"));
    setTimeout(() => row.classList.remove("glowing"), 1800);
    return true;
  }

  toEnd(smooth = false) {
    const { scroller } = this;
    this.#following = true;
    const far = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight > 2 * scroller.clientHeight;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && !far && !still() ? "smooth" : "auto" });
    this.#scrolled();
  }

  setUnread(count) {
    this.#badge.textContent = count > 99 ? "99+" : String(count);
    this.#badge.hidden = count === 0;
  }

  /** Where a page begins that ends before this index; never in the middle of an album. */
  #pageBefore(end) {
    const from = Math.max(0, end - PAGE);
    return this.#list.length ? albumAt(this.#list, from)[0] : 0;
  }

  #draw(index) {
    const messages = this.#list.slice(...albumAt(this.#list, index));
    const row = renderMessage(messages, this.#actions);
    for (const message of messages) this.#rows.set(message.message_id, row);
    return row;
  }

  #drawAll(from, to) {
    const rows = [];
    for (let index = from; index < to; [, index] = albumAt(this.#list, index)) rows.push(this.#draw(index));
    return rows;
  }

  /** Draw the quotes of these messages anew, in the answers that are drawn. */
  #requote(ids) {
    for (const id of ids) {
      for (const old of this.#rowsBox.querySelectorAll(`[data-reply-to="${id}"]`)) {
        const answer = this.message(idOf(old.closest(".row")));
        const focused = old === document.activeElement;
        const quote = renderReply(answer, this.#actions);
        old.replaceWith(quote);
        if (focused) quote.focus({ preventScroll: true });
      }
    }
  }

  #settle(from, to) {
    for (let index = Math.max(from, this.#from); index < Math.min(to, this.#list.length); index += 1) {
      const [first, end] = albumAt(this.#list, index);
      const row = this.#rows.get(this.#list[index].message_id);
      if (row) placeAmong(row, this.#list[first - 1], this.#list[first], this.#list[end], this.#actions);
      index = end - 1;
    }
  }

  #indexOf(id) {
    let low = 0;
    let high = this.#list.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#list[middle].message_id < id) low = middle + 1;
      else high = middle;
    }
    if (this.#list[low]?.message_id === id) return low;
    // Messages for one person alone have ids below zero, and stand among the others where they came.
    const found = this.#list.findIndex((message) => message.message_id === id);
    return found < 0 ? low : found;
  }

  #older() {
    const until = this.#from;
    this.#from = this.#pageBefore(until);
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.#rowsBox.prepend(...this.#drawAll(this.#from, until));
    this.#settle(this.#from, until + 1);
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  /** On its way to the end the page only goes down: whoever goes up, by whatever means, wants to read there. */
  #follow() {
    const { scrollTop } = this.scroller;
    if (this.atEnd) this.#following = true;
    else if (scrollTop < this.#top) this.#following = false;
    this.#top = scrollTop;
  }

  #scrolled() {
    if (this.scroller.scrollTop < 300 && this.#from > 0 && this.scroller.clientHeight > 0) this.#older();
    const atEnd = this.atEnd;
    this.#down.hidden = atEnd;
    if (atEnd) this.onEnd();
  }

  /** Arrows walk from message to message; the menu key (or Enter) opens what can be done with one. */
  #moveByKey(event) {
    const rows = [...this.#rowsBox.children];
    const onRow = rows.indexOf(document.activeElement);
    if (event.target !== this.scroller && onRow < 0) return;
    const at = onRow < 0 ? rows.length : onRow;
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next !== undefined && rows[next]) {
      event.preventDefault();
      rows[next].focus({ preventScroll: true });
      rows[next].scrollIntoView({ block: "nearest" });
    } else if (onRow >= 0 && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      const box = rows[onRow].querySelector(".bubble")?.getBoundingClientRect();
      if (box) this.#actions.menu(idOf(rows[onRow]), box.left + 20, box.top + 20);
    }
  }
}
