// What the sandbox told us so far. Phones listen here; only events.js and main.js write.

import { api } from "./api.js";

const key = (person, chat) => `${person}:${chat}`;

class Store extends EventTarget {
  people = new Map();
  bots = new Map();
  chats = new Map(); // person → Map(chat id → summary)
  #messages = new Map(); // "person:chat" → messages, oldest first; only of chats that were opened
  #loading = new Map();
  #news = new Map(); // person → the last event of theirs

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Listen until the signal says stop. */
  on(type, listener, signal) {
    this.addEventListener(type, (event) => listener(event.detail), { signal });
  }

  botByName(username) {
    return [...this.bots.values()].find((bot) => bot.username?.toLowerCase() === username.toLowerCase());
  }

  async loadPeople() {
    const [people, bots] = await Promise.all([api.people(), api.bots()]);
    this.people = new Map(people.map((person) => [person.id, person]));
    this.bots = new Map(bots.map((bot) => [bot.id, bot]));
    this.tell("people");
  }

  async loadBots() {
    const before = JSON.stringify([...this.bots.values()]);
    const bots = await api.bots();
    this.bots = new Map(bots.map((bot) => [bot.id, bot]));
    if (JSON.stringify(bots) !== before) this.tell("people");
  }

  async loadChats(person) {
    let chats;
    let before;
    // A summary that came meanwhile is newer than the answer, so the answer is asked for again (a few times at most).
    for (let round = 0; round < 4 && (round === 0 || before !== this.#news.get(person)); round += 1) {
      before = this.#news.get(person);
      chats = await api.chats(person);
    }
    this.chats.set(person, new Map(chats.map((summary) => [summary.chat.id, summary])));
    this.tell("chats", { person });
  }

  /** Every chat of a person, newest first; bots that were never written to come last. */
  listOf(person) {
    const known = this.chats.get(person) ?? new Map();
    const untouched = [...this.bots.values()].filter((bot) => !known.has(bot.id)).map(emptySummary);
    const started = [...known.values()].sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0));
    return [...started, ...untouched];
  }

  summary(person, chat) {
    const known = this.chats.get(person)?.get(chat);
    if (known) return known;
    const bot = this.bots.get(chat);
    return bot ? emptySummary(bot) : emptySummary({ id: chat, first_name: "…" });
  }

  messages(person, chat) {
    return this.#messages.get(key(person, chat));
  }

  async loadMessages(person, chat) {
    const place = key(person, chat);
    if (!this.#loading.has(place)) {
      const events = []; // what happens while the answer is on its way is newer than the answer
      const request = api.messages(person, chat).then((messages) => {
        this.#messages.set(place, messages);
        return messages;
      }).finally(() => {
        this.#loading.delete(place);
        events.forEach((event) => this.apply(event));
      });
      this.#loading.set(place, { request, events });
    }
    return this.#loading.get(place).request;
  }

  // -- events ---------------------------------------------------------------------------------------------------------

  apply(event) {
    const { type, person, chat } = event;
    if (typeof person === "number") this.#news.set(person, event);
    const loading = this.#loading.get(key(person, chat));
    if (loading && ["message", "edit", "delete"].includes(type)) {
      loading.events.push(event);
      return;
    }
    const handler = { message: "putMessage", edit: "putMessage", delete: "dropMessages", chat: "putSummary", person: "putPerson", bot: "putBot", gone: "dropChat" }[type];
    if (handler) this[handler](event);
    else if (type === "answer" || type === "inline") this.tell(type, event);
    else if (type === "people") this.loadPeople().catch(() => {});
    else if (type === "commands") this.tell("commands", { person, chat });
    else if (type === "gap") this.tell("gap", event);
    else if (type === "clock") this.tell("clock", event);
  }

  putMessage({ type, person, chat, message }) {
    const list = this.messages(person, chat);
    let isNew = type === "message";
    if (list) {
      const index = lastIndexById(list, message.message_id);
      if (list[index]?.message_id === message.message_id) {
        list[index] = message;
        isNew = false;
        requote(list, new Set([message.message_id]), message);
      } else if (isNew) list.splice(index + 1, 0, message);
    }
    const summary = this.#ensureSummary(person, chat, message.chat);
    if (!summary.last || summary.last.message_id <= message.message_id) summary.last = message;
    this.tell("message", { person, chat, message, isNew });
    this.tell("summary", { person, chat });
  }

  dropMessages({ person, chat, message_ids: ids }) {
    const list = this.messages(person, chat);
    const gone = new Set(ids);
    if (list) {
      const kept = list.filter((message) => !gone.has(message.message_id));
      list.splice(0, list.length, ...kept);
      requote(list, gone, { deleted: true });
    }
    const summary = this.chats.get(person)?.get(chat);
    if (summary?.last && gone.has(summary.last.message_id)) {
      if (list) summary.last = list[list.length - 1] ?? null;
      else this.loadChats(person).catch(() => {});
    }
    this.tell("delete", { person, chat, ids });
    this.tell("summary", { person, chat });
  }

  putSummary({ person, chat, summary }) {
    if (!this.chats.has(person)) this.chats.set(person, new Map());
    this.chats.get(person).set(chat, summary);
    this.tell("summary", { person, chat });
  }

  /** A group this person is no longer in. */
  dropChat({ person, chat }) {
    this.chats.get(person)?.delete(chat);
    this.#messages.delete(key(person, chat));
    this.tell("gone", { person, chat });
    this.tell("summary", { person, chat });
  }

  putPerson(event) {
    const person = typeof event.person === "object" ? event.person : event.value ?? this.people.get(event.person);
    if (!person) {
      this.loadPeople().catch(() => {});
      return;
    }
    this.people.set(person.id, person);
    this.tell("people", { added: person.id });
  }

  putBot({ bot }) {
    this.bots.set(bot.id, bot);
    this.tell("people");
    this.tell("commands", { chat: bot.id });
  }

  #ensureSummary(person, id, chat) {
    if (!this.chats.has(person)) this.chats.set(person, new Map());
    const chats = this.chats.get(person);
    if (!chats.has(id)) chats.set(id, { ...this.summary(person, id), started: true, ...(chat ? { chat } : {}) });
    return chats.get(id);
  }
}

function emptySummary(bot) {
  const chat = { id: bot.id, type: "private", first_name: bot.first_name, username: bot.username, is_bot: true };
  return { chat, last: null, unread: 0, keyboard: null, blocked: false, started: false, action: null };
}

/** Answers carry a copy of what they answer; it changes with the original. */
function requote(list, ids, now) {
  for (const message of list) {
    if (ids.has(message.reply_to_message?.message_id)) message.reply_to_message = { message_id: message.reply_to_message.message_id, ...now };
  }
}

/** The place of a message, or else the last whose id is not above `id`: new messages nearly always come last.
 *  Ids below zero, of messages for one person alone, stand where they came. */
function lastIndexById(list, id) {
  const known = list.findLastIndex((message) => message.message_id === id);
  if (known >= 0) return known;
  let index = list.length - 1;
  while (id > 0 && index >= 0 && list[index].message_id > id) index -= 1;
  return index;
}

export const store = new Store();
