// One open chat of one person: header, messages, composer, and what can be done with them.

import { api } from "./api.js";
import { Attach } from "./attach.js";
import { avatar } from "./avatar.js";
import { openChatMenu, openMembers, openMessageMenu, onLongPress, shareContact, sharePlace } from "./chat_menus.js";
import { Composer } from "./composer.js";
import { copy, h, icon, iconButton, label } from "./dom.js";
import { safeUrl } from "./entities.js";
import { nameOf } from "./format.js";
import { formatted } from "./formatting.js";
import { setPending } from "./inline_keyboard.js";
import { MessageLog } from "./message_log.js";
import { Presses } from "./presses.js";
import { store } from "./store.js";
import { Topics } from "./topics.js";
import { wordsIn } from "./words.js";

const ACTIONS = {
  typing: "typing", upload_photo: "sending a photo", upload_document: "sending a file", record_voice: "recording",
  upload_voice: "sending a voice message", upload_video: "sending a video", record_video: "recording a video",
  choose_sticker: "choosing a sticker", find_location: "finding a place",
};

const messageAt = (target) => target.closest("[data-message-id]") ?? target.closest(".row")?.querySelector("[data-message-id]");

export class ChatView {
  #stop = new AbortController();
  #actionTimer;
  #description = "";
  #reading = false;
  #loaded = false;
  #shown = []; // what the log shows: in a forum the messages of one topic

  /** `phone`: overlay, openLink(url), openMention(username), back() and whether it is seen at all. */
  constructor(person, chat, phone) {
    Object.assign(this, { person, chat, phone });
    this.overlay = phone.overlay;
    this.words = wordsIn(store.people.get(person)?.language_code);
    this.thread = 0;
    this.topics = new Topics((thread) => this.openTopic(thread));
    this.attach = new Attach(this.overlay, { onSend: (files, caption) => this.attempt(api.files(person, chat, files, formatted(caption), this.thread)), onPlace: () => sharePlace(this) });
    this.presses = new Presses((message, row, column, pending) => {
      const button = this.log.row(message)?.querySelector(`[data-button="${row}.${column}"]`);
      if (button) setPending(button, pending);
    });
    const actions = this.#messageActions();
    this.log = new MessageLog(actions, { onEnd: () => this.#read() });
    this.composer = new Composer({
      words: this.words,
      send: (text, replyTo, quote) => this.send(text, replyTo, quote),
      edit: (id, text) => this.attempt(api.edit(person, chat, id, formatted(text)), () => this.composer.restore(text)),
      contact: () => shareContact(this),
      start: () => this.start(),
      unblock: () => this.attempt(api.unblock(person, chat)),
      botByName: (name) => store.botByName(name),
      askInline: (bot, words, offset) => api.askInline(person, chat, bot, words, offset),
      chooseInline: (query, result) => this.attempt(api.chooseInline(person, chat, query, result)),
      startBot: (bot, parameter) => phone.open(bot, true).start(parameter),
      toast: (text) => this.overlay.toast(text, "error"),
      other: (kind) => kind === "request_location" ? sharePlace(this) : this.overlay.toast(`The sandbox cannot do “${kind.replaceAll("_", " ")}” yet.`),
      message: (id) => this.log.message(id)?.message_id === id ? this.log.message(id) : null,
      lastOwn: () => this.#shown.findLast((message) => message.out && message.text !== undefined),
      changed: () => {},
    }, this.attach);
    this.#build(actions);
    this.#listen();
    this.#update();
    this.load();
  }

  #messageActions() {
    const { person } = this;
    return {
      command: (text) => this.send(text),
      mention: (username) => this.phone.openMention(username),
      link: (url) => this.phone.openLink(url),
      copy: (text) => this.copied(text),
      toast: (text) => this.overlay.toast(text),
      picture: (url, caption) => this.overlay.picture(url, caption),
      film: (url, caption) => this.overlay.film(url, caption),
      jump: (id) => this.log.jump(id) || this.overlay.toast("That message is gone."),
      onPress: (message, row, column, button) => this.#press(message, row, column, button),
      react: (message, type) => this.react(message, type && (type.emoji ?? `custom:${type.custom_emoji_id}`)),
      isPending: (message, row, column) => this.presses.has(message, row, column),
      menu: (id, x, y) => openMessageMenu(this, id, x, y),
      get locale() { return store.people.get(person)?.language_code || undefined; },
      get zone() { return store.people.get(person)?.time_zone || undefined; },
      person,
    };
  }

  #build(actions) {
    this.title = h("div", { class: "chat-title" });
    this.subtitle = h("div", { class: "chat-subtitle", "aria-live": "polite" });
    this.avatarBox = h("span", { class: "chat-avatar" });
    this.header = h("header", { class: "chat-header" },
      iconButton("back", "Back to the chats", () => this.phone.back(), { class: "back" }),
      this.avatarBox, h(this.chat < 0 ? "button" : "div", { class: "chat-names", ...(this.chat < 0 ? { type: "button", title: "Members", dataset: { action: "members" }, onclick: () => openMembers(this) } : {}) }, this.title, this.subtitle),
      iconButton("more", "Chat menu", (event) => openChatMenu(this, event.currentTarget.getBoundingClientRect()), { dataset: { action: "chat-menu" } }));
    this.element = h("div", { class: "chat", dataset: { chat: this.chat } }, this.header, this.topics.element, this.log.element, this.composer.element, this.attach.dropZone);
    // Toasts stand just above whatever the foot of the chat is at the moment.
    this.foot = new ResizeObserver(([entry]) => this.phone.element.style.setProperty("--foot", `${entry.borderBoxSize[0].blockSize}px`));
    this.foot.observe(this.composer.element);
    this.attach.acceptDrops(this.element, () => !this.composer.writing.hidden);
    this.log.scroller.addEventListener("contextmenu", (event) => {
      const part = messageAt(event.target);
      if (!part || !event.target.closest(".bubble") || !getSelection().isCollapsed) return;
      event.preventDefault();
      const box = event.target.closest(".bubble").getBoundingClientRect();
      const byKey = event.clientX === 0 && event.clientY === 0;
      actions.menu(Number(part.dataset.messageId), byKey ? box.left + 20 : event.clientX, byKey ? box.top + 20 : event.clientY);
    });
    onLongPress(this.log.scroller, messageAt, actions.menu);
  }

  #listen() {
    const mine = (listener) => (detail) => { if (detail.person === this.person && detail.chat === this.chat) listener(detail); };
    const { signal } = this.#stop;
    store.on("message", mine(({ message, isNew }) => { if (this.#loaded && this.#belongs(message)) { this.#gather(); this.log.put(message, isNew); } }), signal);
    store.on("delete", mine(({ ids }) => { this.#gather(); this.log.remove(ids); this.composer.forget(ids); }), signal);
    store.on("summary", mine(() => this.#update()), signal);
    store.on("chats", ({ person }) => { if (person === this.person) this.#update(); }, signal);
    store.on("people", () => this.#update(), signal);
    store.on("commands", ({ person, chat }) => {
      if ((person ?? this.person) === this.person && (chat ?? this.chat) === this.chat) this.loadCommands();
    }, signal);
    store.on("inline", mine((event) => this.composer.inline.answered(event)), signal);
    store.on("answer", mine((answer) => this.presses.answered(answer.query_id)), signal);
    document.addEventListener("visibilitychange", () => this.#read(), { signal });
  }

  close() {
    this.foot.disconnect();
    this.#stop.abort();
  }

  async load() {
    this.loadCommands();
    try {
      const messages = await store.loadMessages(this.person, this.chat);
      this.#loaded = true;
      this.#gather(messages);
      this.log.show(this.#shown);
    } catch (error) {
      if (error.status === 404) { this.#loaded = true; this.#gather(); this.log.show(this.#shown); }
      else this.overlay.toast(error.message, "error");
    }
    this.#update();
    this.#read();
  }

  async loadCommands() {
    if (this.chat < 0) return; // a group has none of its own
    try {
      const answer = await api.commands(this.person, this.chat);
      this.#description = answer.description ?? "";
      this.composer.setCommands(answer);
      this.#update();
    } catch {
      // A chat without commands (a bot not seen yet) simply has none.
    }
  }

  #belongs(message) {
    return !this.summary.topics || (message.message_thread_id ?? 0) === this.thread;
  }

  /** Takes out of the chat what stands in the open topic. */
  #gather(messages = store.messages(this.person, this.chat) ?? []) {
    if (!this.summary.topics) this.#shown = messages;
    else this.#shown.splice(0, this.#shown.length, ...messages.filter((message) => this.#belongs(message)));
  }

  openTopic(thread) {
    if (thread === this.thread) return;
    this.thread = thread;
    this.#shown = [];
    this.#gather();
    this.log.show(this.#shown);
    this.composer.forget(this.composer.about);
    this.#update();
    this.#read();
  }

  get summary() {
    return store.summary(this.person, this.chat);
  }

  #update() {
    const { summary } = this;
    const { chat } = summary;
    this.title.replaceChildren(label(nameOf(chat)));
    this.avatarBox.replaceChildren(avatar(chat, "small"));
    clearTimeout(this.#actionTimer);
    this.subtitle.classList.toggle("acting", Boolean(summary.action));
    if (summary.action) {
      this.subtitle.replaceChildren(h("span", { text: ACTIONS[summary.action] ?? summary.action }), h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
      // Telegram forgets an action after some 5 s; so do we, should the news of its end get lost.
      this.#actionTimer = setTimeout(() => { summary.action = null; this.#update(); }, 6000);
    } else {
      this.subtitle.textContent = summary.blocked ? "blocked" : chat.type === "private" || !chat.type ? this.words.bot : this.words.members(summary.members ?? 0);
    }
    if (summary.topics && !summary.topics.some((one) => one.thread === this.thread)) this.openTopic(0);
    // A group that has topics now, or none any more, shows other messages than before.
    if (Boolean(summary.topics) !== this.inTopics) {
      this.inTopics = Boolean(summary.topics);
      if (this.#loaded) { this.#shown = []; this.#gather(); this.log.show(this.#shown); }
    }
    this.topics.draw(summary.topics, this.thread);
    const topic = summary.topics?.find((one) => one.thread === this.thread);
    this.composer.update(summary, store.people.get(this.person)?.state !== "deactivated");
    this.log.setUnread(topic ? topic.unread : summary.unread);
    const empty = this.#loaded && !this.#shown.length;
    this.log.empty.hidden = !empty;
    if (empty) this.#drawEmpty(chat);
  }

  #drawEmpty(chat) {
    const about = this.#description
      ? [h("b", { dir: "auto", text: this.words.about }), h("div", { class: "description", dir: "auto", text: this.#description })]
      : [h("b", {}, label(nameOf(chat))), h("div", { class: "description", dir: "auto", text: this.words.empty })];
    this.log.empty.replaceChildren(h("div", { class: "empty-card" }, avatar(chat, "large"), about));
  }

  async #read() {
    const { summary } = this;
    const topic = summary.topics?.find((one) => one.thread === this.thread);
    if (!(topic ?? summary).unread || this.#reading || !this.#loaded || !this.log.atEnd || document.hidden || !this.element.checkVisibility()) return;
    this.#reading = true;
    try {
      await api.read(this.person, this.chat, topic?.thread);
      if (topic) topic.unread = 0;
      else this.summary.unread = 0;
      store.tell("summary", { person: this.person, chat: this.chat });
    } catch {
      // Unread it stays; the next scroll tries again.
    } finally {
      this.#reading = false;
    }
  }

  /** Called when this phone comes into view. */
  seen() {
    this.log.toEnd();
    this.#read();
  }

  send(text, replyTo, quote) {
    const where = { ...(replyTo && { reply_to: replyTo }), ...(quote && { quote }), ...(this.thread && { thread: this.thread }) };
    return this.attempt(api.write(this.person, this.chat, formatted(text), where), () => this.composer.restore(text));
  }

  react(message, emoji) {
    return this.attempt(api.react(this.person, this.chat, message.message_id, emoji));
  }

  start(payload) {
    return this.attempt(api.start(this.person, this.chat, payload));
  }

  async attempt(promise, failed) {
    try {
      return await promise;
    } catch (error) {
      failed?.();
      this.overlay.toast(error.message, "error");
      return null;
    }
  }

  async #press(message, row, column, button) {
    if (this.presses.has(message.message_id, row, column)) return;
    const work = api.press(this.person, this.chat, message.message_id, row, column);
    const isQuery = button.callback_data !== undefined || button.callback_game !== undefined;
    const answer = await (isQuery ? this.presses.track(message.message_id, row, column, work).catch((error) => this.overlay.toast(error.message, "error")) : this.attempt(work));
    if (answer?.inline) this.phone.switchInline(answer.inline, this.chat);
    else if (answer?.url) this.openUrl(answer.url);
    else if (answer?.copied !== undefined) this.copied(answer.copied);
  }

  /** A link a bot set behind a button is shown before it is followed. */
  async openUrl(url) {
    if (this.phone.openLink(url)) return;
    const href = safeUrl(url);
    if (!href) { this.overlay.toast(`This link cannot be opened here: ${url}`); return; }
    const open = await this.overlay.ask({ title: "Open this link?", body: h("p", { class: "dialog-link", dir: "ltr", text: url }), buttons: [{ text: "Cancel", value: false }, { text: "Open", value: true, style: "strong" }] });
    if (open) window.open(href, "_blank", "noopener,noreferrer");
  }

  async copied(text) {
    this.overlay.toast((await copy(text)) ? "Copied." : "The browser did not allow to copy.");
  }
}
