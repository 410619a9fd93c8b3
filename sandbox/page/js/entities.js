// Text with entities to elements. Offsets are UTF-16 units, which is what JavaScript counts in anyway.

import { h } from "./dom.js";
import { localeOf } from "./words.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
// Of two entities over the same characters the one further left here is drawn outside.
const ORDER = [
  "blockquote", "expandable_blockquote", "pre", "text_link", "text_mention", "url", "spoiler", "code",
  "bold", "italic", "underline", "strikethrough",
];
const rank = (entity) => (ORDER.indexOf(entity.type) + ORDER.length + 1) % (ORDER.length + 1);

function clean(text, entities) {
  return (entities ?? [])
    .map((entity) => ({ ...entity, start: Math.max(0, entity.offset), end: Math.min(text.length, entity.offset + entity.length) }))
    .filter((entity) => entity.start < entity.end);
}

/** Cut so that each pair of entities is nested or apart: first at the edges of blocks, then at each other's. */
function untangle(entities) {
  const edges = entities.filter((entity) => BLOCKS.has(entity.type)).flatMap((entity) => [entity.start, entity.end]);
  const pieces = entities.flatMap((entity) => (BLOCKS.has(entity.type) ? [entity] : cutAt(entity, edges)));
  const byPlace = (a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b);
  const queue = pieces.sort(byPlace);
  const done = [];
  let open = [];
  while (queue.length) {
    const entity = queue.shift();
    open = open.filter((outer) => outer.end > entity.start);
    const limit = Math.min(...open.map((outer) => outer.end));
    if (entity.end > limit) {
      queue.push({ ...entity, start: limit });
      queue.sort(byPlace);
      entity.end = limit;
    }
    open.push(entity);
    done.push(entity);
  }
  return done;
}

function cutAt(entity, edges) {
  const inside = [...new Set(edges)].filter((edge) => edge > entity.start && edge < entity.end).sort((a, b) => a - b);
  const points = [entity.start, ...inside, entity.end];
  return points.slice(1).map((end, index) => ({ ...entity, start: points[index], end }));
}

/** A fragment for `text`. `actions` say what a press on a command, a link, a mention and a code does. */
export function renderText(text, entities, actions) {
  const fragment = document.createDocumentFragment();
  place(fragment, text, untangle(clean(text, entities)), 0, text.length, actions);
  return fragment;
}

function place(parent, text, entities, start, end, actions) {
  let position = start;
  let afterBlock = false;
  const plain = (until) => {
    let part = text.slice(position, until);
    // A block already stands on lines of its own, so the line break after it would be an empty line.
    if (afterBlock && part.startsWith("\n")) part = part.slice(1);
    if (part) parent.append(part);
  };
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    let next = index + 1;
    while (next < entities.length && entities[next].start < entity.end) next += 1;
    if (entity.start > position) {
      plain(entity.start);
      afterBlock = false;
    }
    const element = elementFor(entity, text.slice(entity.start, entity.end), actions);
    // A date is written anew in the reader's own way, so what stands inside is not used.
    if (entity.type !== "date_time" || !element.textContent) {
      place(element.holder ?? element, text, entities.slice(index + 1, next), entity.start, entity.end, actions);
    }
    parent.append(element);
    position = entity.end;
    afterBlock = BLOCKS.has(entity.type);
    index = next;
  }
  if (end > position) plain(end);
}

function elementFor(entity, covered, actions) {
  const dataset = { entity: entity.type };
  // Not a button: that would stand in the line as a box of its own direction, and hide a command whose slash changes
  // sides in Arabic, as it does in the clients when a bot does not isolate it.
  const pressable = (action, props = {}) => {
    const act = (event) => { event.stopPropagation(); event.preventDefault(); action(); };
    const onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") act(event); };
    return h("span", { role: "button", tabindex: "0", class: "link", dataset, onclick: act, onkeydown, ...props });
  };
  switch (entity.type) {
    case "bold": case "italic": case "underline": case "strikethrough":
      return h(TAGS[entity.type], { dataset });
    case "code":
      return h("code", { dataset, title: "Copy", onclick: () => actions.copy(covered) });
    case "pre":
      return preFor(entity, covered, actions, dataset);
    case "spoiler":
      return spoilerFor(dataset);
    case "blockquote":
      return h("blockquote", { dataset, dir: "auto" });
    case "expandable_blockquote":
      return expandableFor(covered, dataset);
    case "url":
      return linkFor(covered, dataset, actions);
    case "text_link":
      return linkFor(entity.url ?? "", dataset, actions);
    case "email":
      return linkFor(`mailto:${covered}`, dataset, actions);
    case "phone_number":
      return linkFor(`tel:${covered.replace(/[^+\d]/g, "")}`, dataset, actions);
    case "bot_command":
      return pressable(() => actions.command(covered), { "aria-label": `Send ${covered}` });
    case "mention":
      return pressable(() => actions.mention(covered.slice(1)));
    case "text_mention":
      return h("span", { class: "link", dataset });
    case "hashtag": case "cashtag":
      return h("span", { class: "link", dataset });
    case "date_time":
      return dateFor(entity, covered, actions, dataset);
    default:
      // A custom emoji shows the emoji it stands for; an entity we do not know shows its text.
      return h("span", { dataset });
  }
}

function preFor(entity, covered, actions, dataset) {
  const holder = h("code", { dir: "ltr" });
  const element = h("div", { class: "pre", dataset, dir: "ltr" },
    h("div", { class: "pre-head" },
      h("span", { text: entity.language || "code" }),
      h("button", { type: "button", class: "pre-copy", text: "copy", onclick: () => actions.copy(covered) })),
    h("pre", { tabindex: "0" }, holder));
  element.holder = holder;
  return element;
}

function spoilerFor(dataset) {
  const reveal = (event) => {
    const spoiler = event.currentTarget;
    if (spoiler.classList.contains("revealed") || (event.key && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    // All spoilers of a message open together, as in Telegram.
    for (const other of spoiler.closest(".text")?.querySelectorAll(".spoiler") ?? [spoiler]) {
      other.classList.add("revealed");
      other.removeAttribute("role");
      other.removeAttribute("tabindex");
      other.removeAttribute("aria-label");
    }
  };
  return h("span", { class: "spoiler", dataset, role: "button", tabindex: "0", "aria-label": "Hidden text, press to reveal", onclick: reveal, onkeydown: reveal });
}

function expandableFor(covered, dataset) {
  const element = h("blockquote", { dataset, dir: "auto" });
  if (covered.length < 140 && covered.split("\n").length < 4) return element;
  const holder = h("div", { class: "quote-text", dir: "auto" });
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", "aria-label": "Show the whole quote" });
  toggle.addEventListener("click", (event) => {
    event.stopPropagation();
    const open = element.classList.toggle("expanded");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", open ? "Show less of the quote" : "Show the whole quote");
  });
  element.classList.add("expandable");
  element.append(holder, toggle);
  element.holder = holder;
  return element;
}

const SAFE = /^(https?|tg|mailto|tel|ftp|ton):/i;

/** A link leads out of the page only by a scheme that cannot run anything. */
export function safeUrl(url) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) && !/^[^/]+:\d/.test(url) ? url : `http://${url}`;
  return SAFE.test(whole) ? whole : null;
}

function linkFor(url, dataset, actions) {
  const href = safeUrl(url);
  if (!href) return h("span", { class: "link", dataset });
  return h("a", {
    class: "link", dataset, href, title: href, target: "_blank", rel: "noopener noreferrer",
    // A t.me link to a bot of this sandbox stays inside it.
    onclick: (event) => { event.stopPropagation(); if (actions.link(href)) event.preventDefault(); },
  });
}

function dateFor(entity, covered, actions, dataset) {
  const when = new Date(entity.unix_time * 1000);
  if (Number.isNaN(when.getTime())) return h("span", { dataset });
  const format = entity.date_time_format ?? "";
  return h("time", { dataset, datetime: when.toISOString(), title: covered, text: writeDate(when, format, localeOf(actions.locale), actions.zone) });
}

/** In the phone's own language and time zone, as Telegram's clients do. */
function writeDate(when, format, locale, zone) {
  if (!format) return "";
  if (format === "r") return relative(when, locale);
  const options = { timeZone: zone };
  if (format.includes("w")) options.weekday = "long";
  if (format.includes("d")) Object.assign(options, { day: "numeric", month: "numeric", year: "2-digit" });
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return new Intl.DateTimeFormat(locale, options).format(when);
}

function relative(when, locale) {
  const seconds = when.getTime() / 1000 - actionsNow();
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const units = [[86400 * 365, "year"], [86400 * 30, "month"], [86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
  const [size, unit] = units.find(([limit]) => Math.abs(seconds) >= limit) ?? [1, "second"];
  return words.format(Math.round(seconds / size), unit);
}

let actionsNow = () => Date.now() / 1000;
/** The clock that "in 3 days" is counted from. */
export const useClock = (clock) => { actionsNow = clock; };
