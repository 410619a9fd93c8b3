// Small things that are shown: names, initials, colours, sizes, the gist of a message.

import { wordsIn } from "./words.js";

export function nameOf(party) {
  if (!party) return "Unknown";
  if (party.title) return party.title;
  return [party.first_name, party.last_name].filter(Boolean).join(" ") || party.username || String(party.id);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const firstGrapheme = (word) => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? "";

export function initialsOf(party) {
  const words = nameOf(party).split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  const letters = chosen.map((word) => firstGrapheme(word.replace(/^[^\p{L}\p{N}]+/u, "")));
  // Arabic letters would join to something nobody reads as initials; a thin gap keeps them apart.
  const joiner = /[\u0590-\u08ff]/.test(letters.join("")) ? "\u200c" : "";
  return letters.join(joiner).toLocaleUpperCase() || "?";
}

/** One of the avatar colours of css/base.css, always the same for the same party. */
export const colourOf = (party) => Math.abs(Number(party?.id ?? 0)) % 8;

export function sizeOf(bytes) {
  if (bytes === undefined || bytes === null) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function durationOf(seconds = 0) {
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, "0")}`;
}

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });
export function languageOf(code) {
  if (!code) return "";
  try {
    return LANGUAGES.of(code);
  } catch {
    return code;
  }
}

/** "Asia/Amman" as "Amman". */
export const placeOf = (zone) => (zone ?? "").split("/").pop().replaceAll("_", " ");

const KINDS = {
  photo: "Photo", document: "File", sticker: "Sticker", voice: "Voice message", audio: "Audio", video: "Video",
  video_note: "Video message", animation: "GIF", location: "Location", venue: "Place", contact: "Contact", poll: "Poll",
  dice: "Dice",
};

/** The kind of a message without text, as a key of the Bot API's Message; undefined when we know none. */
export const kindOf = (message) =>
  // An animation also has a document and a venue also has a location, so the more telling one is asked first.
  ["animation", "venue", ...Object.keys(KINDS)].find((kind) => message[kind] !== undefined);

/** One line that stands for a whole message: in the chat list, a reply, a notice. */
export function gistOf(message, language) {
  if (!message) return "";
  const words = message.text ?? message.caption;
  const kind = kindOf(message);
  if (kind === "sticker") return `${message.sticker.emoji ?? ""} Sticker`.trim();
  if (kind === "document" && !words) return message.document.file_name ?? "File";
  if (words !== undefined) return words.replace(/\s+/g, " ").slice(0, 200);
  if (message.media_group_id && (kind === "photo" || kind === "video")) return "Album";
  return kind ? KINDS[kind] : serviceText(message, language) ?? "Message";
}

const KNOWN = new Set([
  "message_id", "date", "chat", "from", "out", "read", "edited", "deleted", "reply_markup", "edit_date",
  "reply_to_message", "quote", "message_thread_id", "is_topic_message", "via_bot", "sender_chat", "has_protected_content",
  "link_preview_options", "entities", "forward_origin", "media_group_id", "effect_id", "sender_tag", "reactions",
  "receiver_user", "ephemeral_message_id",
]);

/** What a service message says, in a few words of that language; undefined for any other message. */
export function serviceText(message, language) {
  const say = (name, values) => wordsIn(language)[name].replace(/\{(\w+)\}/g, (_, key) => `\u2068${values[key]}\u2069`);
  const who = nameOf(message.from);
  const gone = message.left_chat_member;
  if (message.new_chat_members) return say("joined", { names: message.new_chat_members.map(nameOf).join(", ") });
  if (gone) return gone.id === message.from?.id ? say("left", { name: nameOf(gone) }) : say("removed", { who, name: nameOf(gone) });
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return say("migrated", {});
  if (message.new_chat_title) return say("titled", { who, title: message.new_chat_title });
  if (message.pinned_message) return say("pinned", { who, text: gistOf(message.pinned_message).slice(0, 40) });
  if (message.forum_topic_created) return say("topicCreated", { name: message.forum_topic_created.name });
  if (message.forum_topic_edited) return say("topicEdited", { name: message.forum_topic_edited.name ?? "" });
  if (message.general_forum_topic_hidden) return say("generalHidden", {});
  if (message.general_forum_topic_unhidden) return say("generalShown", {});
  if (message.forum_topic_closed) return say("topicClosed", {});
  if (message.forum_topic_reopened) return say("topicReopened", {});
  if (message.group_chat_created || message.supergroup_chat_created) return say("created", { who });
  return undefined;
}

/** The key of a content this page cannot draw yet, so that it is named rather than hidden. */
export const unknownContent = (message) => Object.keys(message).find((key) => !KNOWN.has(key)) ?? "message";
