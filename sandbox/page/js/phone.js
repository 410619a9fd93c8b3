// One person's phone: the list of chats, the chat that is open, and what lies over both.

import { api } from "./api.js";
import { ChatList } from "./chat_list.js";
import { ChatView } from "./chat_view.js";
import * as clock from "./clock.js";
import { h, icon, iconButton, label } from "./dom.js";
import { askToJoin, inviteIn } from "./group_dialogs.js";
import { languageOf, nameOf, placeOf } from "./format.js";
import { Overlay } from "./overlay.js";
import { store } from "./store.js";

export class Phone {
  #stop = new AbortController();

  constructor(person, { onRemove }) {
    this.person = person;
    this.view = null;
    this.caption = h("div", { class: "phone-caption" });
    this.statusTime = h("time", { class: "status-time" });
    this.list = new ChatList(person, { onOpen: (chat) => this.open(chat, true), onLink: () => this.askLink() });
    this.chatPane = h("div", { class: "pane chat-pane" });
    this.listPane = h("div", { class: "pane list-pane" }, this.list.element);
    this.screen = h("div", { class: "screen" }, h("div", { class: "status-bar", "aria-hidden": "true" }, this.statusTime, h("span", { class: "status-icons" }, icon("signal"), icon("battery"))), h("div", { class: "panes" }, this.listPane, this.chatPane));
    this.overlay = new Overlay(this.screen);
    this.remove = iconButton("close", "Put this phone away", onRemove, { class: "phone-remove" });
    this.element = h("section", { class: "phone", dataset: { person } },
      h("div", { class: "phone-head" }, this.caption, this.remove), h("div", { class: "frame" }, this.screen, this.overlay.element));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    const { signal } = this.#stop;
    const mine = (listener) => (detail) => { if (detail.person === person) listener(detail); };
    store.on("summary", mine(() => this.list.draw()), signal);
    store.on("chats", mine(() => this.#arrived()), signal);
    store.on("people", () => { this.#drawCaption(); this.#setUp(); this.#arrived(); }, signal);
    store.on("gone", mine(({ chat }) => { if (this.view?.chat === chat) { this.back(); this.chatPane.replaceChildren(); } }), signal);
    store.on("answer", mine((answer) => this.#answer(answer)), signal);
    clock.onChange(() => this.tick());
    this.#drawCaption();
    this.#setUp();
    this.tick();
  }

  #drawCaption() {
    const person = store.people.get(this.person);
    this.element.setAttribute("aria-label", `Phone of ${nameOf(person)}`);
    this.caption.replaceChildren(label(nameOf(person), "phone-name"), person?.language_code && h("span", { class: "phone-language", title: person.time_zone ?? null, text: [languageOf(person.language_code), placeOf(person.time_zone)].filter(Boolean).join(" · ") }));
  }

  /** A phone that was set to another language or time zone writes everything anew. */
  #setUp() {
    const person = store.people.get(this.person);
    const settings = `${person?.language_code ?? ""} ${person?.time_zone ?? ""}`;
    const changed = this.settings !== undefined && this.settings !== settings;
    this.settings = settings;
    if (!changed) return;
    this.tick();
    if (!this.view) return;
    const { chat } = this.view;
    this.view.close();
    this.view = null;
    this.open(chat);
  }

  tick() {
    this.statusTime.textContent = clock.timeOf(clock.now(), store.people.get(this.person)?.time_zone);
  }

  /** With a single bot there is nothing to choose, so its chat is simply open. */
  #arrived() {
    this.list.draw();
    if (this.view || this.wasBack) return;
    const wanted = this.wanted ?? null;
    const summaries = store.listOf(this.person);
    if (wanted !== null) this.open(wanted);
    else if (summaries.length === 1) this.open(summaries[0].chat.id);
  }

  open(chat, byHand = false) {
    if (this.view?.chat !== chat) {
      this.view?.close();
      this.view = new ChatView(this.person, chat, this);
      this.chatPane.replaceChildren(this.view.element);
    }
    this.list.current = chat;
    this.element.classList.add("in-chat");
    this.listPane.inert = true;
    this.chatPane.inert = false;
    if (byHand) this.view.composer.focus();
    return this.view;
  }

  back() {
    this.wasBack = true;
    const chat = this.view?.chat;
    this.view?.close();
    this.view = null;
    this.list.current = null;
    this.element.classList.remove("in-chat");
    this.listPane.inert = false;
    this.chatPane.inert = true;
    this.list.list.querySelector(`[data-chat="${chat}"]`)?.focus();
  }

  async reload() {
    await store.loadChats(this.person);
    await this.view?.load();
  }

  seen() {
    this.view?.seen();
  }

  close() {
    this.view?.close();
    this.#stop.abort();
    this.element.remove();
  }

  #answer({ text, show_alert: asAlert, url, chat }) {
    if (text) {
      if (asAlert) this.overlay.alert(text, nameOf(store.summary(this.person, chat).chat));
      else this.overlay.toast(text);
    }
    if (url && this.view?.chat === chat) this.view.openUrl(url);
  }

  openMention(username) {
    const bot = store.botByName(username);
    if (bot) this.open(bot.id, true);
    else this.overlay.toast(`Nobody called @${username} is in this sandbox.`);
  }

  /** Follow a t.me (or tg://resolve) link to a bot of this sandbox; false when it leads elsewhere. */
  openLink(url) {
    const invite = inviteIn(url);
    if (invite) { this.openInvite(invite); return true; }
    const link = readDeepLink(url);
    const bot = link && store.botByName(link.username);
    if (!bot) return false;
    const view = this.open(bot.id, true);
    if (link.payload !== null) view.start(link.payload);
    return true;
  }

  /** A link into a group: what it is, and then in, or asking to. */
  async openInvite(link) {
    try {
      const seen = await api.lookAtLink(this.person, link);
      if (seen.member) this.open(seen.chat.id, true);
      else if (await askToJoin(this.overlay, seen)) {
        const { chat, joined } = await api.join(this.person, link);
        if (joined) this.open(chat, true);
        else this.overlay.toast("You have asked to come in.");
      }
    } catch (error) {
      this.overlay.toast(error.message, "error");
    }
  }

  /** A button put a bot's name and some words into the text field: of this chat, or of one that is chosen now. */
  async switchInline({ bot, query, here }, from) {
    const words = `@${store.bots.get(bot)?.username} ${query}`;
    let chat = from;
    if (!here) {
      const chosen = await this.overlay.choose("Where to?", store.listOf(this.person).map(({ chat: one }) => ({ text: nameOf(one), value: one.id })));
      if (chosen === null) return;
      chat = chosen;
    }
    this.open(chat, true).composer.write(words);
  }

  async askLink(chat = this.view?.chat ?? store.listOf(this.person)[0]?.chat.id) {
    const input = h("input", { class: "field", type: "text", dir: "ltr", placeholder: "https://t.me/bot?start=payload", "aria-label": "Deep link or payload", dataset: { field: "deep-link" } });
    const answer = await this.overlay.ask({
      title: "Open a deep link",
      body: h("div", {}, h("p", { class: "dialog-text", text: "A t.me link to a bot of this sandbox, or just the payload." }), input),
      buttons: [{ text: "Cancel", value: null }, { text: "Open", value: () => input.value.trim(), style: "strong" }],
    });
    if (!answer || this.openLink(answer)) return;
    if (/^[\w-]{1,64}$/.test(answer) && chat !== undefined) this.open(chat, true).start(answer);
    else this.overlay.toast("No bot of this sandbox has that address.", "error");
  }

  #key(event) {
    if (event.key !== "Escape") return;
    if (this.overlay.closeTop()) event.preventDefault();
    else if (this.view && !event.defaultPrevented) this.back();
  }
}

function readDeepLink(text) {
  const match = text.match(/^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/(\w+)(?:\?(.*))?$/i);
  const resolve = text.match(/^tg:\/\/resolve\?(.*)$/i);
  if (!match && !resolve) return null;
  const query = new URLSearchParams(match ? match[2] ?? "" : resolve[1]);
  const username = match ? match[1] : query.get("domain") ?? "";
  return { username, payload: query.get("start") };
}
