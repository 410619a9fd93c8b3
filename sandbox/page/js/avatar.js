import { h } from "./dom.js";
import { colourOf, initialsOf } from "./format.js";

export const avatar = (party, size = "") =>
  h("span", { class: `avatar ${size} colour-${colourOf(party)}`.replace("  ", " "), "aria-hidden": "true" },
    h("span", { text: initialsOf(party) }));
