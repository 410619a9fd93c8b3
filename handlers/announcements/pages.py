"""The pages of the editor: purpose, text, languages, photos, videos and files, link buttons, throwing away. Pure."""

from typing import Any

from markupsafe import Markup

from db.values import AnnouncementPurpose, RichText
from handlers.announcements import reach, view
from handlers.announcements.reach import Sight
from handlers.announcements.view import button
from handlers.kit.bidi import isolate, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from network import places
from network.announcements.drafts import MOST_ATTACHMENTS, MOST_BUTTONS
from network.announcements.reading import Announcement
from network.charter import Charter
from network.errors import N_

LONGEST_PREVIEW = 900
Page = tuple[Markup, dict[str, Any]]


def _page(t: Speech, sight: Sight, parts: list[Markup | None], *rows: list[Button], back: str = view.HOME) -> Page:
    """Put a page together; the way back is its last row."""
    html = Markup("\n\n").join(part for part in parts if part)
    return html, inline(t, *rows, [button(sight.draft, t.plain("Back"), back)])


# Purpose

_PURPOSES = {
    AnnouncementPurpose.SERVICE: N_("To all members"),
    AnnouncementPurpose.NEWSLETTER: N_("Newsletter"),
}


def purpose(t: Speech, sight: Sight) -> Page:
    """Choose what it is for."""
    words = t(
        "<b>What is it for?</b>\n\n"
        "<b>To all members</b>: about membership and what they signed up for.\n\n"
        "<b>Newsletter</b>: everything else. It goes only to those who agreed to the newsletter."
    )
    rows = [
        [
            button(
                sight.draft,
                ("✓ " if value is sight.draft.purpose else "") + t.plain(label),
                view.SET_PURPOSE,
                value=value,
            )
        ]
        for value, label in _PURPOSES.items()
    ]
    return _page(t, sight, [words], *rows)


# Text and languages


def text(t: Speech, sight: Sight, note: Markup | None = None) -> Page:
    """Show the source and ask for another."""
    draft = sight.draft
    if draft.text is None:
        asked = t(
            "<b>Send me the text</b> as it should be read: bold, links and so on are kept. A photo may come along."
        )
        return _page(t, sight, [asked, note])
    source = draft.text.versions[draft.text.source_language]
    language = places.language_label(source.language, t.language)
    head = t.n(
        "<b>The text</b> ({language}, {number} character)",
        "<b>The text</b> ({language}, {number} characters)",
        len(source.body.text),
        language=language,
    )
    rows = [[button(draft, t.plain("It is in another language"), view.WRITTEN_IN)]]
    return _page(
        t,
        sight,
        [head, preview(source.body), t("To change it, send me the whole text anew, in the same language."), note],
        *rows,
    )


def written_in(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> Page:
    """Ask which language the source is in."""
    draft = sight.draft
    source = draft.text.source_language if draft.text else t.language
    rows = in_rows(
        button(
            draft,
            ("✓ " if code == source else "") + places.language_label(code, t.language),
            view.WRITTEN_IN,
            value=code,
        )
        for code in charter.languages
    )
    return _page(t, sight, [t("<b>In which language did you write the text?</b>"), note], *rows, back=view.TEXT)


def preview(body: RichText) -> Markup:
    """Show a text, or its beginning where it is long."""
    return to_html(cut(body, LONGEST_PREVIEW))


def languages(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> Page:
    """List the versions: which stand, which are stale, which are missing."""
    draft = sight.draft
    wanted = [code for code in charter.languages if code in sight.languages or _written(draft, code)]
    others = [code for code in charter.languages if code not in wanted]
    lines = [_language_line(t, sight, code) for code in wanted]
    explained = t(
        "Tap a language to write its version. Whoever reads a language without one gets your own text, under a line "
        "that names its language."
    )
    doors = [button(draft, places.language_label(code, t.language), view.LANGUAGE, value=code) for code in wanted]
    doors += [button(draft, places.language_label(code, t.language), view.LANGUAGE, value=code) for code in others]
    head = t("<b>Languages</b>")
    return _page(t, sight, [head, Markup("\n").join(lines), explained, note], *in_rows(doors))


def _written(draft: Announcement, language: str) -> bool:
    return draft.text is not None and language in draft.text.versions


def _language_line(t: Speech, sight: Sight, code: str) -> Markup:
    text = sight.draft.text
    language = places.language_label(code, t.language)
    too_long = next((problem for problem in sight.problems if problem.language == code), None)
    if too_long:
        return Markup("⛔ {}").format(view.problem_words(t, too_long))
    if text is None or code not in text.versions:
        readers = reach.people_words(t, sight.count.by_language.get(code, 0), about=sight.count.estimated)
        return Markup("– {}").format(t("{language}: not written ({people})", language=language, people=readers))
    version = text.versions[code]
    if version.stale:
        return Markup("⚠️ {}").format(t("{language}: the text has changed since", language=language))
    if code == text.source_language:
        return Markup("✓ {}").format(t("{language}: your text", language=language))
    return Markup("✓ {}").format(t("{language}: written", language=language))


def version(t: Speech, sight: Sight, code: str, note: Markup | None = None) -> Page:
    """Show the version in one language and ask for another."""
    text = sight.draft.text
    language = places.language_label(code, t.language)
    if text is None:
        return languages_need_text(t, sight)
    standing = text.versions.get(code)
    asked = t("Send me the text in this language: <b>{language}</b>. You may paste it.", language=language)
    if standing is None:
        shown = t("Its readers get this text now:")
        parts: list[Markup | None] = [shown, preview(text.shown(code).body), asked, note]
        return _page(t, sight, parts, back=view.LANGUAGES)
    head = t.n(
        "<b>{language}</b> ({number} character)",
        "<b>{language}</b> ({number} characters)",
        len(standing.body.text),
        language=language,
    )
    rows = []
    stale = None
    if standing.stale:
        stale = t("⚠️ Your own text has changed since this was written. Is it still right?")
        rows.append([button(sight.draft, t.plain("It is right as it is"), view.LOOKED_AT, value=code)])
    rows.append([button(sight.draft, t.plain("Remove this version"), view.DROP, value=code)])
    again = t("To change it, send me the whole text anew.")
    return _page(t, sight, [head, preview(standing.body), stale, again, note], *rows, back=view.LANGUAGES)


def languages_need_text(t: Speech, sight: Sight) -> Page:
    """Say that a source comes first."""
    return _page(t, sight, [t("Please write the text in your own language first.")])


# Photos, videos, files, buttons


def files(t: Speech, sight: Sight, note: Markup | None = None) -> Page:
    """Show what is attached, and ask for more."""
    draft = sight.draft
    parts: list[Markup | None] = [t("<b>Photos, videos, files</b>")]
    if draft.attachments:
        parts.append(t("Attached: {what}", what=view.attached_words(t, draft)))
    if len(draft.attachments) < MOST_ATTACHMENTS:
        parts.append(
            t(
                "Send me photos, videos or files, up to {most}. With them, a text may have {limit} characters.",
                most=t.number(MOST_ATTACHMENTS),
                limit=t.number(1024),
            )
        )
    rows = [[button(draft, t.plain("Remove all of them"), view.NO_FILES)]] if draft.attachments else []
    return _page(t, sight, [*parts, note], *rows)


def links(t: Speech, sight: Sight, note: Markup | None = None) -> Page:
    """Show the link buttons, and ask for others."""
    draft = sight.draft
    parts: list[Markup | None] = [t("<b>Link buttons</b>")]
    if draft.buttons:
        parts.append(
            Markup("\n").join(
                Markup("{} – {}").format(isolate(words), isolate(shorten(url, 80))) for words, url in draft.buttons
            )
        )
    parts.append(
        t(
            "Send me all buttons in one message, a line each (up to {most}):\n{example}",
            most=t.number(MOST_BUTTONS),
            example=Markup("<code>{} – {}</code>").format(t.plain("To the programme"), "https://example.org/programme"),
        )
    )
    rows = [[button(draft, t.plain("Remove all buttons"), view.NO_LINKS)]] if draft.buttons else []
    return _page(t, sight, [*parts, note], *rows)


# The ends of a draft


def discard(t: Speech, sight: Sight) -> Page:
    """Ask once more before a draft is thrown away."""
    sure = t("<b>Throw this draft away?</b> Its text and all versions are deleted.")
    return _page(t, sight, [sure], [button(sight.draft, t.plain("Yes, throw it away"), view.DISCARD_SURE)])


def begin_anew(t: Speech, sight: Sight) -> Page:
    """Ask once more before another draft takes the place of this one."""
    sure = t("<b>Begin a new announcement?</b> The draft you have is thrown away, with all its versions.")
    yes = button(sight.draft, t.plain("Yes, throw it away"), view.NEW_SURE)
    return sure, inline(t, [button(sight.draft, t.plain("No, go on with it"), view.GO_ON)], [yes])


def open_draft(t: Speech, sight: Sight) -> Page:
    """Tell somebody who begins an announcement that another one is open."""
    draft = sight.draft
    begun = t.day(draft.created_at, sight.zone)
    parts = [t("<b>You have begun an announcement already</b> ({day}).", day=begun)]
    if draft.text:
        parts.append(preview(cut(draft.text.versions[draft.text.source_language].body, 200)))
    rows = inline(
        t,
        [button(draft, t.plain("Go on with it"), view.GO_ON)],
        [button(draft, t.plain("Begin a new one"), view.NEW)],
    )
    return Markup("\n\n").join(parts), rows


def is_this_the_text(t: Speech, sight: Sight, typed: RichText) -> Page:
    """Ask whether what came unasked is meant as the text."""
    draft = sight.draft
    parts = [t("<b>Is this the new text of your announcement?</b>"), preview(cut(typed, 300))]
    rows = inline(
        t,
        [button(draft, t.plain("Yes, it is the text"), view.REPLACE)],
        [button(draft, t.plain("No"), view.HOME)],
    )
    return Markup("\n\n").join(parts), rows
