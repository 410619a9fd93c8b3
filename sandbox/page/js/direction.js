// The direction of a text, as Telegram's clients find it: from the first strong character.

const STRONG = /[\p{L}\u200e\u200f\u061c]/u;
const RTL = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
// What stands between an isolate and its end says nothing about the paragraph around it.
const ISOLATED = /[\u2066-\u2068][^\u2066-\u2069]*\u2069?/gu;

export function directionOf(text) {
  let plain = text;
  for (let before = ""; before !== plain; ) {
    before = plain;
    plain = plain.replace(ISOLATED, "");
  }
  const first = plain.match(STRONG)?.[0];
  return first && RTL.test(first) ? "rtl" : "ltr";
}

/** Whether the last line runs right to left: its end is then where the time would stand, so the time goes below. */
export const endsRightToLeft = (text) => directionOf(text.trimEnd().split("\n").pop() ?? "") === "rtl";
