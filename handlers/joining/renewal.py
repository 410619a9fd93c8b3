"""A new version of a document: the notice that tells every member, and the thanks for accepting it."""

from markupsafe import Markup

from db.values import Purpose, RichText
from handlers.joining.view import MEMBER, Accept, Leaf
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.richtext import to_html
from handlers.kit.speech import Speech
from network import consent
from network.consent import Change
from network.people import Reader


def render_change(change: Change, reader: Reader, t: Speech) -> Message | None:
    """Tell somebody that a document has a new version, and what it changed."""
    if not change.in_force or reader.id in change.accepted:
        return None
    guidelines = change.kind is Purpose.GUIDELINES
    parts = [
        t("<b>The guidelines have a new version</b>")
        if guidelines
        else t("<b>The privacy notice has a new version</b>")
    ]
    if change.changes:
        parts += [t("What has changed:"), to_html(_short(change.changes.shown(t.language).body))]
    parts.append(
        t("Please read and accept it. Until you do, you can still read everything, change your data, and leave.")
        if guidelines
        else t("Please read it and agree. Until you do, you can still read everything, change your data, and leave.")
    )
    return Message(Markup("\n\n").join(parts), inline(t, *document_buttons(t, change.kind, change.version)))


def document_buttons(t: Speech, kind: Purpose, version: int) -> list[list[Button]]:
    """Read it and accept it, for a member. Named in full: both documents may wait at once."""
    guidelines = kind is Purpose.GUIDELINES
    read = t.plain("Read the guidelines") if guidelines else t.plain("Read the privacy notice")
    yes = t.plain("I accept the guidelines") if guidelines else t.plain("I agree to the privacy notice")
    return [
        [Button(read, Leaf(kind=kind, page=0, where=MEMBER))],
        [Button(yes, Accept(kind=kind, version=version, where=MEMBER))],
    ]


def accepted(t: Speech, kind: Purpose) -> Markup:
    """Thank for accepting a new version."""
    if kind is Purpose.GUIDELINES:
        return t("Thank you. You have accepted the guidelines.")
    return t("Thank you. You have agreed to the privacy notice.")


def _short(note: RichText) -> RichText:
    return note if len(note.text) <= 3000 else RichText(note.text[:2999] + "…")


NOTICES = tuple(
    NoticeKind(kind, load=None, load_for=consent.changes, render=render_change)
    for kind in (Purpose.GUIDELINES, Purpose.PRIVACY)
)
