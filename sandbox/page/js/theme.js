// Light, dark, or as the system has it. Loaded before the first paint.

const KEY = "sandbox-theme";
const ORDER = ["auto", "light", "dark"];

function read() {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto"; // storage may be closed to us
  }
}

function apply(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export const current = read;

export function next() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  // The first press must be seen to do something, so it goes to the opposite of what shows.
  const order = dark ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
  const theme = order[(order.indexOf(read()) + 1) % ORDER.length];
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it lasts as long as the page.
  }
  apply(theme);
  return theme;
}

apply(read());
