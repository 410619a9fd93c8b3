// What people type between marks becomes formatting, as in Telegram's clients: **bold**, __italic__, ~~struck~~,
// ||hidden||, `code`, ```blocks``` and [words](https://example.org).

const MARKS = [["**", "bold"], ["__", "italic"], ["~~", "strikethrough"], ["||", "spoiler"]];
const PLAIN = [["```", "pre"], ["`", "code"]]; // nothing inside these is a mark
const LINK = /^\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/;

/** {text, entities} of a text with marks; `entities` only where there are some. */
export function formatted(marked) {
  const entities = [];
  const text = read(marked, 0, entities);
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return entities.length ? { text, entities } : { text };
}

/** The text without its marks; what is found is told with offsets from `start` on. */
function read(marked, start, entities) {
  let text = "";
  let at = 0;
  const take = (type, inner, nested, extra = {}) => {
    const offset = start + text.length;
    const plain = nested ? read(inner, offset, entities) : inner;
    entities.push({ type, offset, length: plain.length, ...extra });
    text += plain;
  };
  while (at < marked.length) {
    const rest = marked.slice(at);
    const link = rest.match(LINK);
    const found = [...PLAIN, ...MARKS].find(([mark]) => rest.startsWith(mark) && endOf(rest, mark) > 0);
    if (link) {
      take("text_link", link[1], true, { url: link[2] });
      at += link[0].length;
    } else if (found) {
      const [mark, type] = found;
      const end = endOf(rest, mark);
      const inner = rest.slice(mark.length, end);
      take(type, type === "pre" ? inner.replace(/^\n|\n$/g, "") : inner, !PLAIN.includes(found));
      at += end + mark.length;
    } else {
      text += marked[at];
      at += 1;
    }
  }
  return text;
}

/** Where the closing mark stands; -1 where there is none or nothing to mark before it. */
function endOf(rest, mark) {
  const end = rest.indexOf(mark, mark.length + 1);
  const inner = end < 0 ? "" : rest.slice(mark.length, end);
  return inner.trim() && (mark === "```" || !/^\s|\s$/.test(inner)) ? end : -1;
}

const SIGNS = { bold: "**", italic: "__", strikethrough: "~~", spoiler: "||", code: "`", pre: "```" };

/** A message's text with the marks it may have been typed with, for editing. */
export function marked(text, entities = []) {
  const opens = new Map();
  const closes = new Map();
  const put = (places, place, sign, first) => places.set(place, first ? [sign, ...(places.get(place) ?? [])] : [...(places.get(place) ?? []), sign]);
  for (const { type, offset, length, url } of entities) {
    const open = type === "text_link" ? "[" : SIGNS[type];
    if (!open) continue;
    put(opens, offset, open, false);
    put(closes, offset + length, type === "text_link" ? `](${url})` : open, true);
  }
  let out = "";
  for (let at = 0; at <= text.length; at += 1) {
    out += (closes.get(at) ?? []).join("") + (opens.get(at) ?? []).join("") + (text[at] ?? "");
  }
  return out;
}
