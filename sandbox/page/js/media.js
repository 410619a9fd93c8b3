// The part of a bubble that is not text: pictures, files, sounds, places, people.

import { h, icon, label } from "./dom.js";
import { avatar } from "./avatar.js";
import { durationOf, kindOf, nameOf, sizeOf, unknownContent } from "./format.js";

const MAX_WIDTH = 292;
const MAX_HEIGHT = 340;

/** {element, framed}: `framed` media fill the bubble to its edges, as a photo does. Null when there is only text. */
export function renderMedia(message, actions) {
  if (message.text !== undefined) return null;
  const kind = kindOf(message);
  const draw = { photo, document: file, sticker, voice, audio: voice, video, video_note: video, animation: video, location, venue: location, contact, poll, dice }[kind];
  return draw ? draw(message, actions, kind) : { element: unknown(message), framed: false };
}

function photo(message, actions) {
  const sizes = [...message.photo].sort((a, b) => a.width - b.width);
  const chosen = sizes.find((size) => size.width >= 600) ?? sizes[sizes.length - 1];
  const best = sizes[sizes.length - 1];
  if (!chosen?.url) return { element: unknown(message), framed: false };
  const image = h("img", { src: chosen.url, alt: message.caption ? "" : "Photo", draggable: "false", loading: "lazy" });
  const element = h("button", { type: "button", class: "media-photo filling", "aria-label": "Open the photo", onclick: () => actions.picture(best.url, message.caption) }, image);
  reserve(element, chosen);
  if (message.has_media_spoiler) cover(element);
  return { element, framed: true };
}

/** Room for the picture before it has arrived, so that nothing jumps when it does. */
function reserve(element, { width = 320, height = 240 }) {
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  element.style.width = `${Math.max(120, Math.round(width * scale))}px`;
  element.style.aspectRatio = `${width} / ${Math.min(height, width * 2.2)}`;
}

export function cover(element) {
  element.classList.add("covered");
  element.addEventListener("click", (event) => {
    if (!element.classList.contains("covered")) return;
    event.stopImmediatePropagation();
    element.classList.remove("covered");
  }, { capture: true });
}

function file(message) {
  const { file_name: name = "file", file_size: size, url, mime_type: type } = message.document;
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4) : (type ?? "").split("/").pop().slice(0, 4);
  const inner = [
    h("span", { class: "file-icon", "aria-hidden": "true" }, icon("file"), h("span", { text: ending })),
    h("span", { class: "file-text" }, label(name, "file-name"), h("span", { class: "file-size", text: sizeOf(size) })),
  ];
  const element = url
    ? h("a", { class: "media-file", href: url, download: name, "aria-label": `Download ${name}` }, inner)
    : h("div", { class: "media-file" }, inner);
  return { element, framed: false };
}

function sticker(message) {
  const { url, emoji, is_animated: animated, is_video: moving, width, height } = message.sticker;
  if (url && !animated && !moving) {
    const image = h("img", { class: "media-sticker", src: url, alt: emoji ? `Sticker ${emoji}` : "Sticker" });
    image.style.aspectRatio = `${width || 1} / ${height || 1}`;
    image.addEventListener("error", () => image.replaceWith(h("span", { class: "media-emoji", text: emoji ?? "🖼" })));
    return { element: image, bare: true };
  }
  return { element: h("span", { class: "media-emoji", role: "img", "aria-label": "Sticker", text: emoji ?? "🖼" }), bare: true };
}

function voice(message, actions, kind) {
  const { url, duration, title, performer, file_name: name } = message[kind];
  const sound = url ? h("audio", { src: url, preload: "none" }) : null;
  const time = h("span", { class: "voice-time", text: durationOf(duration) });
  const button = h("button", { type: "button", class: "voice-play", "aria-label": "Play" }, icon("play"));
  button.addEventListener("click", () => (sound?.paused ? sound.play().catch(() => actions.toast("This sound cannot be played here.")) : sound?.pause()));
  sound?.addEventListener("play", () => button.replaceChildren(icon("pause")));
  sound?.addEventListener("pause", () => button.replaceChildren(icon("play")));
  sound?.addEventListener("timeupdate", () => { time.textContent = durationOf(sound.currentTime); });
  const middle = kind === "audio"
    ? label([performer, title].filter(Boolean).join(" – ") || name || "Audio", "file-name")
    : h("span", { class: "voice-wave", "aria-hidden": "true" }, waveBars(message.message_id));
  return { element: h("div", { class: "media-voice" }, button, h("span", { class: "file-text" }, middle, time), sound), framed: false };
}

/** No true wave form is known, so the bars only look like one: the same ones each time for the same message. */
function waveBars(seed) {
  return Array.from({ length: 28 }, (_, index) => {
    const bar = h("i");
    bar.style.height = `${4 + (Math.abs(Math.sin(seed * 7 + index * 1.7) * Math.cos(index * 0.6)) * 16)}px`;
    return bar;
  });
}

/** The first picture of a video, with how long it takes; what cannot be played is a dark ground. */
export function film({ url, duration }) {
  const still = h("video", { src: url, preload: "metadata", playsinline: true, tabindex: "-1", "aria-hidden": "true" });
  still.muted = true;
  return [still, h("span", { class: "play-mark", "aria-hidden": "true" }, icon("play")), h("span", { class: "film-time", text: durationOf(duration) })];
}

function video(message, actions, kind) {
  const content = message[kind];
  if (!content.url) return { element: unknown(message), framed: false };
  if (kind === "video") {
    const element = h("button", { type: "button", class: "media-photo video filling", "aria-label": "Open the video", onclick: () => actions.film(content.url, message.caption) }, film(content));
    reserve(element, content);
    if (message.has_media_spoiler) cover(element);
    return { element, framed: true };
  }
  const loop = kind === "animation";
  const element = h("video", { class: loop ? "media-video filling" : "media-round", src: content.url, controls: !loop, muted: loop, autoplay: loop, loop, playsinline: true, preload: "metadata" });
  element.muted = loop;
  reserve(element, content.width ? content : { width: content.length ?? 240, height: content.length ?? 240 });
  return { element, framed: loop, bare: !loop };
}

function location(message) {
  const { latitude, longitude } = message.venue?.location ?? message.location;
  const title = message.venue ? h("span", { class: "file-text" }, label(message.venue.title, "file-name"), label(message.venue.address, "file-size")) : null;
  return { element: h("div", { class: "media-place" },
    h("div", { class: "place-map", role: "img", "aria-label": `Location ${latitude}, ${longitude}` }, icon("pin")),
    title, h("span", { class: "file-size", text: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` })), framed: false };
}

function contact(message) {
  const { contact: who } = message;
  return { element: h("div", { class: "media-contact" },
    avatar({ ...who, id: who.user_id ?? 0 }),
    h("span", { class: "file-text" }, label(nameOf(who), "file-name"), h("span", { class: "file-size", dir: "ltr", text: who.phone_number }))), framed: false };
}

function poll(message) {
  const { question, options, is_anonymous: anonymous, total_voter_count: total = 0, is_closed: closed } = message.poll;
  return { element: h("div", { class: "media-poll" },
    h("strong", { dir: "auto", text: question }),
    h("span", { class: "file-size", text: closed ? "Final results" : anonymous ? "Anonymous poll" : "Poll" }),
    options.map((option) => h("div", { class: "poll-option" },
      h("span", { class: "poll-share", text: total ? `${Math.round((100 * option.voter_count) / total)}%` : "" }), label(option.text))),
    h("span", { class: "file-size", text: total === 1 ? "1 vote" : `${total} votes` })), framed: false };
}

function dice(message) {
  return { element: h("span", { class: "media-emoji", title: String(message.dice.value), text: message.dice.emoji }), bare: true };
}

function unknown(message) {
  const what = unknownContent(message).replaceAll("_", " ");
  return h("div", { class: "media-unknown" }, icon("gap"), h("span", { text: `This page cannot show “${what}” yet.` }));
}
