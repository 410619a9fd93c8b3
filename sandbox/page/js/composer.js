// The foot of a chat: the text field with what surrounds it, or the one big button where nothing can be written.

import { h, icon, iconButton } from "./dom.js";
import { CommandList } from "./command_list.js";
import { gistOf, nameOf } from "./format.js";
import { marked } from "./formatting.js";
import { InlinePanel } from "./inline_panel.js";
import { ReplyKeyboard } from "./reply_keyboard.js";

const LIMIT = 4096;
const WRAPS = { b: "**", i: "__" };

export class Composer {
  #reply = null;
  #quote = null; // the words of it that are answered
  #editing = null;
  #before = ""; // what is edited, as it stood there
  #forced = null; // id of the message whose force_reply was taken up already

  /** `actions`: words, send(text, replyTo, quote), edit(id, text), contact(), start(), unblock(), lastOwn(), other(kind), changed(),
   *  botByName(name), askInline(bot, words, offset), chooseInline(query, result), startBot(bot, parameter), toast(text) */
  constructor(actions, attach) {
    this.actions = actions;
    this.attach = attach;
    this.field = h("textarea", { class: "message-field", rows: "1", dir: "auto", placeholder: actions.words.message, "aria-label": "Message", autocomplete: "off", spellcheck: "false", enterkeyhint: "send" });
    this.commands = new CommandList(this.field, { onChoose: (text, send) => this.#choose(text, send) });
    this.inline = new InlinePanel(this.field, {
      botByName: actions.botByName, ask: actions.askInline, toast: actions.toast, webApp: () => actions.other("web_app"),
      start: (bot, parameter) => { this.#clear(); actions.startBot(bot, parameter); },
      choose: (query, result) => { this.#clear(); actions.chooseInline(query, result); this.field.focus(); },
    });
    this.keyboard = new ReplyKeyboard({
      onText: (text) => actions.send(text, undefined),
      onContact: () => actions.contact(),
      onOther: (kind) => actions.other(kind),
      onChange: () => this.#refresh(),
    });
    this.menuButton = h("button", { type: "button", class: "menu-button", "aria-label": "Menu of commands", hidden: true, onclick: () => this.#toggleCommands() }, icon("menu"), h("span", { text: actions.words.menu }));
    this.clip = iconButton("clip", "Attach", (event) => attach.menu(event));
    this.toggle = iconButton("keyboard", "Show or hide the bot's keyboard", () => this.keyboard.toggle(), { hidden: true, class: "keyboard-toggle" });
    this.sendButton = iconButton("send", "Send", () => this.#send(), { class: "send", dataset: { action: "send" } });
    this.counter = h("span", { class: "counter", hidden: true });
    this.contextBar = h("div", { class: "context-bar", hidden: true });
    this.writing = h("div", { class: "writing" }, this.menuButton, this.clip, h("div", { class: "field-box" }, this.field, this.counter, this.toggle), this.sendButton);
    this.bigButton = h("button", { type: "button", class: "big-button", hidden: true });
    this.element = h("div", { class: "composer" }, this.commands.element, this.inline.element, this.contextBar, this.writing, this.bigButton, this.keyboard.element, ...attach.inputs);
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("paste", (event) => attach.paste(event));
    // Whoever comes back to half a question is shown its answers again.
    this.field.addEventListener("focus", () => this.inline.filter(this.#editing ? "" : this.field.value));
    this.field.addEventListener("blur", () => setTimeout(() => { this.commands.hide(); if (document.activeElement !== this.field) this.inline.hide(); }, 150));
    this.bigButton.addEventListener("click", () => this.bigAction?.());
  }

  /** Show what a chat in this state can do. */
  update(summary, active) {
    const big = !active ? { name: "this", text: "This account is deactivated", action: null }
      : summary.blocked ? { name: "unblock", text: "Unblock", action: this.actions.unblock }
      : !summary.started && summary.chat.type === "private" ? { name: "start", text: this.actions.words.start, action: this.actions.start } : null;
    const pressed = document.activeElement === this.bigButton;
    this.bigButton.hidden = !big;
    this.writing.hidden = Boolean(big);
    // Whoever just pressed it goes on by writing.
    if (pressed && !big) this.field.focus();
    if (big) {
      this.bigButton.textContent = big.text;
      this.bigButton.disabled = !big.action;
      this.bigButton.dataset.action = big.name;
      this.bigAction = big.action;
      this.commands.hide();
    }
    this.keyboard.set(big ? null : summary.keyboard);
    const force = summary.keyboard?.force_reply ? summary.keyboard : null;
    this.forcedPlaceholder = force?.input_field_placeholder;
    // The news of the keyboard may come before the message itself; then the next update finds it.
    const message = force && force.message_id !== this.#forced ? this.actions.message(force.message_id) : null;
    if (message) {
      this.#forced = force.message_id;
      this.reply(message);
    }
    this.#refresh();
  }

  setCommands({ commands, menu_button: menu }) {
    this.commands.set(commands);
    const kind = menu?.type ?? "default";
    this.menuButton.hidden = kind === "web_app" ? false : !commands?.length;
    this.webApp = kind === "web_app" ? menu : null;
    this.menuButton.lastChild.textContent = this.webApp?.text ?? this.actions.words.menu;
  }

  reply(message, quote = null) {
    this.#editing = null;
    this.#reply = message;
    this.#quote = quote;
    this.#context(quote ? "quote" : "reply", message.out ? "Reply to yourself" : `Reply to ${nameOf(message.from ?? message.chat)}`, quote ?? gistOf(message));
    this.field.focus();
  }

  editMessage(message) {
    this.#reply = null;
    this.#editing = message;
    const words = marked(message.text ?? message.caption, message.entities ?? message.caption_entities);
    this.#before = words;
    this.field.value = words;
    this.#context("edit", "Edit the message", gistOf(message));
    this.#typed();
    this.field.focus();
    this.field.setSelectionRange(words.length, words.length);
  }

  /** Put words into the field, as a button that switches to inline mode does. */
  write(text) {
    this.#endContext();
    this.field.value = text;
    this.#typed();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  #clear() {
    this.field.value = "";
    this.#endContext();
  }

  /** Called when messages vanish: what is gone can be neither answered nor edited. */
  forget(ids) {
    if (ids.includes(this.#reply?.message_id) || ids.includes(this.#editing?.message_id)) this.#endContext();
  }

  /** The messages that are being answered or edited. */
  get about() {
    return [this.#reply?.message_id, this.#editing?.message_id].filter(Boolean);
  }

  focus() {
    (this.bigButton.hidden ? this.field : this.bigButton).focus({ preventScroll: true });
  }

  #context(kind, title, text) {
    this.contextBar.replaceChildren(icon(kind, "context-icon"), h("div", { class: "context-text" }, h("b", { dir: "auto", text: title }), h("span", { dir: "auto", text })),
      iconButton("close", "Cancel", () => { this.#endContext(); this.field.focus(); }));
    this.contextBar.hidden = false;
    this.#refresh();
  }

  #endContext() {
    if (this.#editing) this.field.value = "";
    this.#reply = null;
    this.#quote = null;
    this.#editing = null;
    this.contextBar.hidden = true;
    this.#typed();
  }

  #choose(text, send) {
    this.commands.hide();
    if (send) {
      this.field.value = "";
      this.#typed();
      this.actions.send(text, undefined);
    } else {
      this.field.value = text;
      this.#typed();
    }
    this.field.focus();
  }

  #toggleCommands() {
    if (this.webApp) this.actions.other("web_app");
    else if (this.commands.open) this.commands.hide();
    else { this.field.focus(); this.commands.showAll(); }
  }

  #typed() {
    const { field } = this;
    this.commands.filter(this.#editing ? "" : field.value);
    this.inline.filter(this.#editing ? "" : field.value);
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 136)}px`;
    const left = LIMIT - [...field.value].length;
    this.counter.hidden = left > 200;
    this.counter.textContent = String(left);
    this.counter.classList.toggle("over", left < 0);
    this.#refresh();
  }

  #refresh() {
    if (!this.writing) return; // the keyboard reports before the rest is built
    const text = this.field.value.trim() !== "";
    this.toggle.hidden = !this.keyboard.available || (this.keyboard.persistent && this.keyboard.shown) || text;
    this.toggle.setAttribute("aria-pressed", String(this.keyboard.shown));
    this.menuButton.classList.toggle("small", text);
    this.sendButton.disabled = !text;
    this.sendButton.setAttribute("aria-label", this.#editing ? "Save" : "Send");
    this.field.placeholder = this.forcedPlaceholder ?? this.keyboard.placeholder ?? this.actions.words.message;
    this.actions.changed();
  }

  #key(event) {
    if (this.commands.key(event) || event.isComposing || this.inline.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if ((event.ctrlKey || event.metaKey) && WRAPS[event.key.toLowerCase()]) {
      event.preventDefault();
      this.#wrap(WRAPS[event.key.toLowerCase()]);
    } else if (event.key === "Escape" && !this.contextBar.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.#endContext();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      const message = this.actions.lastOwn();
      if (message) { event.preventDefault(); this.editMessage(message); }
    }
  }

  /** Puts marks around what is selected. */
  #wrap(mark) {
    const { selectionStart: from, selectionEnd: to, value } = this.field;
    this.field.setRangeText(mark + value.slice(from, to) + mark, from, to, "end");
    if (from === to) this.field.setSelectionRange(from + mark.length, from + mark.length);
    this.#typed();
  }

  #send() {
    const text = this.field.value.trim();
    if (!text) return;
    const editing = this.#editing;
    const reply = this.#reply;
    const quote = this.#quote;
    this.field.value = "";
    this.#endContext();
    if (editing) {
      if (text !== this.#before) this.actions.edit(editing.message_id, text);
    } else {
      // Telegram's own clients cut what is too long into several messages.
      for (const part of inParts(text)) this.actions.send(part, reply?.message_id, quote);
    }
    this.field.focus();
  }

  /** What could not be sent comes back into the field, unless something new stands there. */
  restore(text) {
    if (!this.field.value) { this.field.value = text; this.#typed(); }
  }
}

function inParts(text) {
  const characters = [...text];
  const parts = [];
  while (characters.length > LIMIT) {
    const piece = characters.slice(0, LIMIT);
    const cut = Math.max(piece.lastIndexOf("\n"), piece.lastIndexOf(" "));
    parts.push(characters.splice(0, cut > LIMIT / 2 ? cut + 1 : LIMIT).join(""));
  }
  return [...parts, characters.join("")];
}
