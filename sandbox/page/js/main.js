// The page: reads its address, sets out the phones, and keeps them in step with the sandbox.

import "./theme.js";
import { api } from "./api.js";
import { Bar } from "./bar.js";
import * as clock from "./clock.js";
import { h, icon, label } from "./dom.js";
import { useClock } from "./entities.js";
import { hold, listen, release } from "./events.js";
import { nameOf } from "./format.js";
import { LogPanel } from "./log_panel.js";
import { Phone } from "./phone.js";
import { store } from "./store.js";

const AT_FIRST = 3;
const address = new URLSearchParams(location.search);

const phones = new Map(); // person → Phone, in the order they stand
const stageBox = h("main", { class: "stage", "aria-label": "Phones" });
const tabs = h("nav", { class: "tabs", role: "tablist", "aria-label": "Phones" });
const notice = h("div", { class: "page-notice", role: "alert", hidden: true });
let current = null;

const stage = {
  phones: () => [...phones.keys()],
  add(id) {
    if (!phones.has(id)) {
      const phone = new Phone(id, { onRemove: () => stage.remove(id) });
      const chat = Number(address.get("chat"));
      if (chat) phone.wanted = chat;
      phones.set(id, phone);
      stageBox.append(phone.element);
      store.loadChats(id).catch((error) => phone.overlay.toast(error.message, "error"));
    }
    choose(id);
    arranged();
  },
  remove(id) {
    phones.get(id)?.close();
    phones.delete(id);
    if (current === id) choose(phones.keys().next().value ?? null);
    arranged();
  },
  say(text) {
    notice.textContent = text;
    notice.hidden = false;
    setTimeout(() => { notice.hidden = true; }, 5000);
  },
};

/** On a narrow screen one phone fills it; this says which. */
function choose(id) {
  current = id;
  for (const [person, phone] of phones) phone.element.classList.toggle("current", person === id);
  drawTabs();
  phones.get(id)?.seen();
}

function arranged() {
  stageBox.classList.toggle("bare", phones.size === 0);
  stageBox.dataset.count = phones.size;
  drawTabs();
  drawWelcome();
  // The address keeps naming what is shown, so that a reload or a bookmark brings it back.
  if (phones.size) address.set("people", [...phones.keys()].join(","));
  else address.delete("people");
  history.replaceState(null, "", `?${address.toString().replaceAll("%2C", ",")}`);
}

function drawTabs() {
  const focused = tabs.contains(document.activeElement);
  tabs.replaceChildren(...[...phones.keys()].map((id) => {
    const unread = [...(store.chats.get(id)?.values() ?? [])].reduce((sum, summary) => sum + summary.unread, 0);
    return h("button", { type: "button", role: "tab", class: "tab", tabindex: id === current ? "0" : "-1", "aria-selected": String(id === current), dataset: { tab: id }, onclick: () => choose(id) },
      label(nameOf(store.people.get(id))), unread > 0 && h("span", { class: "badge", text: String(unread) }));
  }));
  tabs.hidden = phones.size < 2;
  if (focused) tabs.querySelector("[aria-selected=true]")?.focus();
}

tabs.addEventListener("keydown", (event) => {
  const ids = [...phones.keys()];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) choose(ids[(ids.indexOf(current) + step + ids.length) % ids.length]);
});

const welcome = h("div", { class: "welcome", hidden: true });
function drawWelcome() {
  welcome.hidden = phones.size > 0;
  if (phones.size) return;
  welcome.replaceChildren(icon("logo"), h("h2", { text: "Nobody has a phone yet" }), h("p", { text: "Each phone is one person's client. Add a person, or take out the phone of somebody who is here already." }),
    h("button", { type: "button", class: "dialog-button strong", text: "Add a person", onclick: () => bar.addPerson() }));
}

async function readAll() {
  await store.loadPeople();
  // A sandbox that was started anew may not know somebody whose phone stands here.
  for (const id of phones.keys()) if (!store.people.has(id)) stage.remove(id);
  clock.set(await api.clock());
  await Promise.all([...phones.values()].map((phone) => phone.reload()));
}

const log = new LogPanel(() => bar.toggleLog(false));
const bar = new Bar(stage, log);

// A file dropped beside the phones must not replace the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());

async function begin() {
  useClock(clock.now);
  document.documentElement.classList.toggle("plain", address.get("plain") === "1");
  document.body.append(bar.element, tabs, h("div", { class: "desk" }, stageBox, log.element), notice);
  stageBox.append(welcome);
  hold();
  await listen(() => { hold(); readAll().catch(() => {}).finally(release); bar.loadGaps(); });
  try {
    await readAll();
  } catch (error) {
    stage.say(error.message);
  }
  const named = (address.get("people") ?? "").split(",").map(Number).filter((id) => store.people.has(id));
  const chosen = named.length ? named : [...store.people.keys()].slice(0, AT_FIRST);
  chosen.forEach((id) => stage.add(id));
  if (chosen.length) choose(chosen[0]);
  else arranged();
  store.on("people", ({ added }) => {
    // Without a list in the address, whoever comes gets a phone while there is room.
    if (added && (!named.length || !phones.size) && phones.size < AT_FIRST && !phones.has(added)) stage.add(added);
    drawTabs();
  });
  store.on("summary", drawTabs);
  store.on("chats", drawTabs);
  store.on("clock", (event) => clock.set(event));
  release();
  setInterval(() => { bar.tick(); phones.forEach((phone) => phone.tick()); }, 1000);
  // A bot that was never seen has no event to announce it on older sandboxes; asking now and then costs nothing.
  setInterval(() => { if (store.bots.size === 0 && !document.hidden) store.loadBots().catch(() => {}); }, 2000);
  document.documentElement.dataset.ready = "1";
}

begin();
