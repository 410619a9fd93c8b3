// An album: messages of their own, shown as one. Pictures stand in a grid, files and songs one under the other.

import { h } from "./dom.js";
import { kindOf } from "./format.js";
import { cover, film, renderMedia } from "./media.js";

// How many stand in each row, by the number of pictures.
const ROWS = { 1: [1], 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3], 7: [2, 2, 3], 8: [2, 3, 3], 9: [3, 3, 3], 10: [3, 3, 4] };
const NARROWEST = 0.62;
const WIDEST = 1.9;

/** The messages of a list that are shown together with the one at `index`: [from, to). */
export function albumAt(list, index) {
  const album = list[index]?.media_group_id;
  let from = index;
  let to = index + 1;
  while (album && list[from - 1]?.media_group_id === album) from -= 1;
  while (album && list[to]?.media_group_id === album) to += 1;
  return [from, to];
}

const isPicture = (message) => ["photo", "video"].includes(kindOf(message));

/** {element, framed, captioned}: `captioned` is the one message whose caption stands under the whole. */
export function renderAlbum(messages, actions, textOf) {
  if (!messages.every(isPicture)) {
    const parts = messages.map((message) => h("div", { class: "album-part", tabindex: "-1", dataset: { messageId: message.message_id } },
      renderMedia(message, actions)?.element, message.caption && textOf(message)));
    return { element: h("div", { class: "album-list" }, parts), framed: false, captioned: null };
  }
  const counts = ROWS[messages.length] ?? [messages.length];
  let next = 0;
  const rows = counts.map((count) => {
    const row = messages.slice(next, next + count);
    next += count;
    return renderRow(row, actions);
  });
  const written = messages.filter((message) => message.caption);
  // With several captions each is its own picture's, and is read when that one is opened.
  return { element: h("div", { class: "album-grid filling", dir: "ltr" }, rows), framed: true, captioned: written.length === 1 ? written[0] : null };
}

/** A row as wide as the album; each picture gets the width that its shape asks for at the common height. */
function renderRow(messages, actions) {
  const shapes = messages.map(shapeOf);
  const row = h("div", { class: "album-row" }, messages.map((message, place) => {
    const tile = renderTile(message, actions);
    tile.style.flex = `${shapes[place]} 1 0`;
    return tile;
  }));
  row.style.aspectRatio = String(Math.max(1.25, shapes.reduce((sum, shape) => sum + shape, 0)));
  return row;
}

function shapeOf(message) {
  const { width = 4, height = 3 } = message.photo ? message.photo[message.photo.length - 1] : message.video;
  return Math.min(WIDEST, Math.max(NARROWEST, width / height || 1));
}

function renderTile(message, actions) {
  const what = message.photo ? "photo" : "video";
  const url = message.photo ? message.photo[message.photo.length - 1].url : message.video.url;
  const tile = h("button", { type: "button", class: `album-tile ${what}`, dataset: { messageId: message.message_id }, title: message.caption ?? null, "aria-label": `Open the ${what}${message.caption ? `: ${message.caption}` : ""}`,
    onclick: () => (what === "photo" ? actions.picture(url, message.caption) : actions.film(url, message.caption)) });
  if (what === "photo") tile.append(h("img", { src: url, alt: "", draggable: "false", loading: "lazy" }));
  else tile.append(...film(message.video));
  if (message.has_media_spoiler) cover(tile);
  return tile;
}
