// Sharing a place. A phone would take its own; here one is typed, or taken from a short list.

import { h } from "./dom.js";

const PLACES = [["Amman", 31.9539, 35.9106], ["Tunis", 36.8065, 10.1815], ["Novi Sad", 45.2671, 19.8335], ["Kumasi", 6.6885, -1.6244], ["Berlin", 52.52, 13.405], ["Bogotá", 4.711, -74.0721], ["Kathmandu", 27.7172, 85.324]];

/** Resolves to {latitude, longitude} and, for a venue, {title, address}; to null when nothing is to be shared. */
export function askPlace(overlay) {
  const field = (name, props = {}) => h("input", { type: "text", class: "field", "aria-label": name, placeholder: name, autocomplete: "off", dataset: { field: name.toLowerCase() }, ...props });
  const latitude = field("Latitude", { inputmode: "decimal", dir: "ltr", value: PLACES[0][1] });
  const longitude = field("Longitude", { inputmode: "decimal", dir: "ltr", value: PLACES[0][2] });
  const title = field("Name of a venue", { dir: "auto", maxlength: 255, dataset: { field: "title" } });
  const address = field("Its address", { dir: "auto", maxlength: 255, dataset: { field: "address" } });
  const list = h("select", { class: "field", "aria-label": "A place from the list" }, PLACES.map(([name], index) => h("option", { value: index, text: name })));
  list.addEventListener("change", () => { [, latitude.value, longitude.value] = PLACES[list.value]; });
  return overlay.ask({
    title: "Share a place",
    body: h("div", { class: "place-form" }, list, h("div", { class: "place-numbers" }, latitude, longitude), title, address,
      h("p", { class: "dialog-text", text: "With a name and an address it is a venue, else a location." })),
    buttons: [{ text: "Cancel", value: null }, {
      text: "Share", style: "strong",
      value: () => {
        const point = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
        const named = title.value.trim() && address.value.trim();
        return named ? { ...point, title: title.value.trim(), address: address.value.trim() } : point;
      },
    }],
  });
}
