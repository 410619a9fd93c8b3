// The sandbox's clock, and how its times are written.

import { api } from "./api.js";
import { wordsIn } from "./words.js";

let offset = 0;
const listeners = new Set();

/** Unix seconds of the sandbox's clock. */
export const now = () => Date.now() / 1000 + offset;
export const skipped = () => Math.round(shift);

// `offset` also corrects for a browser whose own clock is wrong; `shift` is what somebody skipped on purpose.
let shift = 0;

export function set(clock) {
  offset = clock.now - Date.now() / 1000;
  shift = clock.offset ?? 0;
  listeners.forEach((listener) => listener());
}

export function onChange(listener) {
  listeners.add(listener);
}

export async function skip(seconds) {
  set(await api.advance(seconds));
}

const OPTIONS = {
  time: { hour: "2-digit", minute: "2-digit" },
  weekday: { weekday: "short" },
  full: { dateStyle: "full", timeStyle: "medium" },
  short: { weekday: "short", day: "numeric", month: "short" },
  exact: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { day: "2-digit", month: "2-digit", year: "2-digit" },
  day: { day: "numeric", month: "long" },
  dayOfYear: { day: "numeric", month: "long", year: "numeric" },
  key: { year: "numeric", month: "2-digit", day: "2-digit" },
};
const formats = new Map(); // making one is dear, and a chat needs the same one for each of its messages

/** `zone` is a phone's; without one all is told in the browser's own. */
function write(seconds, kind, zone, locale = "en-GB") {
  const name = `${kind} ${zone ?? ""} ${locale}`;
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(locale, { ...OPTIONS[kind], timeZone: zone || undefined }));
  return formats.get(name).format(new Date(seconds * 1000));
}

export const timeOf = (seconds, zone) => write(seconds, "time", zone);
export const exactTimeOf = (seconds) => write(seconds, "exact");
export const fullTimeOf = (seconds, zone) => write(seconds, "full", zone);
export const shortDateOf = (seconds) => write(seconds, "short");
export const dayKey = (seconds, zone) => write(seconds, "key", zone);
const yearOf = (seconds, zone) => dayKey(seconds, zone).slice(-4);

/** A day above its messages, in a client's language. */
export function dayOf(seconds, language, zone) {
  const words = wordsIn(language);
  if (dayKey(seconds, zone) === dayKey(now(), zone)) return words.today;
  if (dayKey(seconds, zone) === dayKey(now() - 86400, zone)) return words.yesterday;
  return write(seconds, yearOf(seconds, zone) === yearOf(now(), zone) ? "day" : "dayOfYear", zone, words.locale);
}

/** The time beside a chat in the list: today's as a time, this week's as a day, older as a date. */
export function listTimeOf(seconds, zone) {
  if (dayKey(seconds, zone) === dayKey(now(), zone)) return timeOf(seconds, zone);
  return write(seconds, now() - seconds < 6 * 86400 ? "weekday" : "date", zone);
}

/** "+3 d 1 h", or nothing when no time was skipped. */
export function shiftText() {
  let rest = skipped();
  if (rest <= 0) return "";
  const parts = [];
  for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]]) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count && parts.length < 2) parts.push(`${count} ${unit}`);
  }
  return `+${parts.join(" ")}`;
}
