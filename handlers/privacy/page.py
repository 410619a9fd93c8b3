"""An export as one readable HTML file: in the person's language and direction, with nothing loaded from outside."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from handlers.kit.questions import View
from handlers.kit.speech import Speech
from handlers.privacy import drafts
from handlers.privacy.labels import CODES, GROUPS, VALUES
from network import places
from network.charter import Charter
from network.people import Reader
from network.privacy import Export

STYLE = Markup(
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
    "section>dl{border:1px solid #8886;border-radius:.5rem;padding:.25rem .9rem;margin:.5rem 0}"
    "dt{font-size:.85rem;opacity:.75;margin-top:.4rem}dd{margin:0 0 .4rem;overflow-wrap:anywhere;white-space:pre-wrap}"
    "dl dl{border-inline-start:2px solid #8886;padding-inline-start:.7rem;margin:0}"
    "footer{margin-top:2.5rem;font-size:.9rem;opacity:.8}"
)
PAGE = Markup(
    '<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{lead}</p>\n{groups}\n"
    "<footer><p>{kept}</p><p>{contact}</p></footer>\n</body>\n</html>\n"
)


def page(t: Speech, reader: Reader, charter: Charter, export: Export) -> bytes:
    """Render an export for its reader; times stand in their zone (UTC where they have none)."""
    seen = View(t=t, charter=charter, reader=reader, now=export.taken_at, profile_name="", answers={}, args={})
    return PAGE.format(
        language=t.language,
        direction="rtl" if t.rtl else "ltr",
        title=t("Everything the network holds about you"),
        style=STYLE,
        lead=t(
            "{network} holds this about you. Exported on {moment}. Times are those of {zone}.",
            network=charter.runner(t.language),
            moment=t.moment(export.taken_at, reader.zone),
            zone=places.zone_label(reader.zone, t.language, export.taken_at) if reader.zone else "UTC",
        ),
        groups=Markup("\n").join(
            _group(seen, name, export.groups[name])
            for name in sorted(export.groups, key=list(GROUPS).index)  # a group without a name stops here
        ),
        kept=t(
            "Not listed: numbers that only tie these entries together, and the names of other people. "
            "To change, export or erase your data, send /me or /privacy to the bot."
        ),
        contact=t("A person answers here: {contact}", contact=charter.contact(t.language)),
    ).encode()


def _group(seen: View, group: str, entries: Any) -> Markup:
    lists = Markup("\n").join(_entry(seen, group, entry) for entry in entries)
    return Markup("<section>\n<h2>{}</h2>\n{}\n</section>").format(seen.t(GROUPS[group]), lists)


def _entry(seen: View, group: str, entry: Mapping[str, Any]) -> Markup:
    # Empty values are left out of the readable file; the one for machines has them all. So are quiet hours that
    # begin when they end: that is how none at all are kept.
    if (begins := entry.get("quiet_from")) is not None and begins == entry.get("quiet_to"):
        entry = {name: value for name, value in entry.items() if name not in ("quiet_from", "quiet_to")}
    pairs = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(seen.t(VALUES[f"{group}.{name}"]), _value(seen, group, name, value))
        for name, value in entry.items()
        if value not in (None, "", [], {})
    )
    return Markup("<dl>{}</dl>").format(pairs)


def _value(seen: View, group: str, name: str, value: Any) -> Markup:
    if isinstance(value, dict):
        return Markup("").join(
            Markup("<b>{}</b><dl>{}</dl>").format(form, _pairs(lines)) for form, lines in drafts.in_words(seen, value)
        )
    return Markup("<bdi>{}</bdi>").format(in_words(seen, name, value, group))


def _pairs(lines: Iterable[drafts.Line]) -> Markup:
    return Markup("").join(Markup("<dt>{}</dt><dd><bdi>{}</bdi></dd>").format(label, words) for label, words in lines)


def in_words(seen: View, name: str, value: Any, group: str = "") -> str | Markup:
    """Put a stored value into the reader's words: codes get their names, times their zone.

    A code that means something of its own in a group is looked up there first.
    """
    t, charter = seen.t, seen.charter
    if isinstance(value, bool):
        return t("Yes") if value else t("No")
    if isinstance(value, datetime):
        return t.moment(value, seen.reader.zone)
    if isinstance(value, list):
        one = {"topics": "topic", "regions": "region", "languages": "language"}.get(name, name)
        words = [escape(in_words(seen, one, item, group)) for item in value]
        return Markup("<br>").join(words)
    if name in ("quiet_from", "quiet_to"):
        return t.clock(value)
    if name in ("minutes", "minutes_before", "remind_before"):
        return t.length(int(value))
    text = str(value)
    if sentence := CODES.get(f"{group}.{name}.{text}") or CODES.get(f"{name}.{text}"):
        return t(sentence)
    match name:
        case "region":
            return charter.region_name(text, t.language)
        case "topic":
            return charter.topic_name(text, t.language)
        case "member_group":
            return charter.member_group_name(text, t.language)
        case "country":
            return places.country_name(text, t.language)
        case "language":
            return places.language_label(text, t.language)
        case "zone":
            return places.zone_label(text, t.language, seen.now)
        case _:
            return text
