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

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });
const short = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const date = (seconds) => new Date(seconds * 1000);

export const timeOf = (seconds) => time.format(date(seconds));
export const exactTimeOf = (seconds) => exact.format(date(seconds));
export const fullTimeOf = (seconds) => full.format(date(seconds));
export const shortDateOf = (seconds) => short.format(date(seconds));
export const dayKey = (seconds) => date(seconds).toDateString();

/** A day above its messages, in a client's language. */
export function dayOf(seconds, language) {
  const words = wordsIn(language);
  if (dayKey(seconds) === dayKey(now())) return words.today;
  if (dayKey(seconds) === dayKey(now() - 86400)) return words.yesterday;
  const sameYear = date(seconds).getFullYear() === date(now()).getFullYear();
  return date(seconds).toLocaleDateString(words.locale, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** The time beside a chat in the list: today's as a time, this week's as a day, older as a date. */
export function listTimeOf(seconds) {
  if (dayKey(seconds) === dayKey(now())) return timeOf(seconds);
  if (now() - seconds < 6 * 86400) return weekday.format(date(seconds));
  return date(seconds).toLocaleDateString("en-GB", { day: "2-digit", month: "2-digit", year: "2-digit" });
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
