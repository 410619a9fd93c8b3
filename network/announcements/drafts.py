"""Writing an announcement: purpose, words in several languages, photos, videos and files, link buttons."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from db.queries import announcements as queries
from db.values import AnnouncementPurpose, Attachment, RichText, Timing
from network import audit, notices, texts
from network.announcements import reading
from network.announcements.kinds import CARD
from network.announcements.reading import Announcement
from network.errors import N_, NetworkError
from network.people import Reader, require_coordinator
from network.work import Work

MOST_ATTACHMENTS, MOST_BUTTONS = 10, 8
LONGEST_WORDS, LONGEST_ADDRESS = 60, 1000
ALBUMS = (frozenset({"photo", "video"}), frozenset({"document"}))  # what Telegram lets stand in one album


def begin(work: Work, reader: Reader) -> Announcement:
    """Find the reader's open draft, or begin one.

    Raises NotAllowed for whoever is no coordinator.
    """
    require_coordinator(reader)
    announcement_id, fresh = queries.begin(work.session, reader.id, work.now)
    if fresh:
        audit.record(work, reader, "announcement.begun", "announcement", announcement_id)
    return reading.draft(work, reader, announcement_id)


def draft(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Fetch a draft of the reader's own.

    Raises NotAllowed for somebody else's, Outdated when it is gone or was sent.
    """
    return reading.draft(work, reader, announcement_id)


def set_purpose(work: Work, reader: Reader, announcement_id: int, purpose: str) -> Announcement:
    """Say what it is for.

    Raises NetworkError for a purpose there is not (a forged button), and as `draft`.
    """
    if purpose not in set(AnnouncementPurpose):
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    return _changed(work, reading.draft(work, reader, announcement_id), purpose=purpose)


def set_text(work: Work, reader: Reader, announcement_id: int, body: RichText) -> Announcement:
    """Write the source, at first in the reader's language; versions in other languages are stale from here.

    Raises NetworkError for an empty text, and as `draft`.
    """
    _require_words(body)
    found = reading.draft(work, reader, announcement_id)
    if found.text is None:
        return _changed(work, found, text_id=texts.write(work, reader.language, body))
    texts.rewrite(work, found.text.id, body)
    return _changed(work, found)


def set_language(work: Work, reader: Reader, announcement_id: int, language: str) -> Announcement:
    """Say which language the source is written in, where that is not the one its author reads.

    Raises NetworkError for a language that the network does not speak, or that has a version already; else as `draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    if language not in work.charter.languages:
        raise NetworkError(N_("The bot does not speak that language yet."))
    if found.text is None or language == found.text.source_language:
        return found
    if language in found.text.versions:
        raise NetworkError(N_("There is a version in that language already. Please remove it first."))
    texts.relabel(work, found.text.id, language)
    return _changed(work, found)


def set_version(work: Work, reader: Reader, announcement_id: int, language: str, body: RichText | None) -> Announcement:
    """Write the version in one language, or take it away (None).

    Raises NetworkError for a language that the network does not speak, an empty text, or without a source; else as
    `draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    write_version(work, found.text, language, body)
    return _changed(work, found)


def write_version(work: Work, text: texts.Text | None, language: str, body: RichText | None) -> None:
    """Write a text's version in one language (the source, too), or take it away (None).

    Raises as `set_version`.
    """
    if language not in work.charter.languages:
        raise NetworkError(N_("The bot does not speak that language yet."))
    if text is None:
        raise NetworkError(N_("Please write the text in your own language first."))
    if body is None:
        texts.drop_version(work, text.id, language)
        return
    _require_words(body)
    if language == text.source_language:
        texts.rewrite(work, text.id, body)
    else:
        texts.translate(work, text.id, language, body)


def looked_at(work: Work, reader: Reader, announcement_id: int, language: str) -> Announcement:
    """Let a stale version stand as it is.

    Raises as `draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    if found.text is not None:
        texts.confirm(work, found.text.id, language)
    return _changed(work, found)


def add_attachment(work: Work, reader: Reader, announcement_id: int, attachment: Attachment) -> Announcement:
    """Put a photo, video or file with it; several are an album.

    Raises NetworkError for what does not go together, and as `draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    standing = found.attachments
    if attachment.bot_id != work.bot_id or not any(attachment.kind in kinds for kinds in ALBUMS):
        raise NetworkError(N_("Please send a photo, a video or a file."))
    if len(standing) >= MOST_ATTACHMENTS:
        raise NetworkError(N_("An announcement holds up to {most} photos, videos or files."), most=MOST_ATTACHMENTS)
    if not any({attachment.kind, *(one.kind for one in standing)} <= kinds for kinds in ALBUMS):
        raise NetworkError(N_("Telegram does not show files together with photos or videos. Please choose one."))
    if standing and found.buttons:
        raise NetworkError(N_("Telegram shows no buttons below an album. Please remove the buttons first."))
    return _attach(work, found, (*standing, attachment))


def clear_attachments(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Take all photos, videos and files away.

    Raises as `draft`.
    """
    return _attach(work, reading.draft(work, reader, announcement_id), ())


def set_buttons(work: Work, reader: Reader, announcement_id: int, buttons: Sequence[tuple[str, str]]) -> Announcement:
    """Put link buttons below it, as (words, address); none takes them away.

    Raises NetworkError for too many, for addresses that are not https, or with an album; and as `draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    if buttons and len(found.attachments) > 1:
        raise NetworkError(
            N_("Telegram shows no buttons below an album. Please remove the photos, videos or files first.")
        )
    if len(buttons) > MOST_BUTTONS:
        raise NetworkError(N_("An announcement has up to {most} buttons."), most=MOST_BUTTONS)
    return _changed(work, found, buttons=[[_words(words), _address(url)] for words, url in buttons])


def discard(work: Work, reader: Reader, announcement_id: int) -> None:
    """Throw a draft away.

    Raises as `draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    queries.remove(work.session, [found.id])
    notices.retract(work, CARD, found.id)  # it may have been on its way before
    audit.record(work, reader, "announcement.discarded", "announcement", found.id)


def copy_of(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Begin a draft with all that an announcement holds, its date aside.

    Raises NetworkError while another draft is open, and as `reading.find`.
    """
    old = reading.find(work, reader, announcement_id)
    made, fresh = queries.begin(work.session, reader.id, work.now)
    if not fresh:
        raise NetworkError(N_("You have a draft open. Please send it or throw it away first."))
    audit.record(work, reader, "announcement.begun", "announcement", made, copy_of=old.id)
    begun = reading.draft(work, reader, made)
    return _changed(
        work,
        begun,
        purpose=old.purpose,
        text_id=texts.copy(work, old.text.id) if old.text else None,
        attachments=[_plain(one) for one in old.attachments if one.bot_id == work.bot_id],
        buttons=[list(button) for button in old.buttons],
        audience=replace(old.audience, statuses=(), consent=None).to_json(),
        to_people=old.to_people,
        timing=Timing.NOW,
        joins_days=old.joins_days,
    )


def _changed(work: Work, found: Announcement, **values: object) -> Announcement:
    queries.change(work.session, found.id, work.now, **values)
    return reading.several(work, [found.id])[found.id]


def _attach(work: Work, found: Announcement, attachments: Sequence[Attachment]) -> Announcement:
    return _changed(work, found, attachments=[_plain(one) for one in attachments])


def _plain(attachment: Attachment) -> list[str | int | None]:
    return [attachment.kind, attachment.reference, attachment.bot_id, attachment.name]


def _require_words(body: RichText) -> None:
    if not body.text.strip():
        raise NetworkError(N_("That is empty. Please write a text."))


def _words(words: str) -> str:
    words = " ".join(words.split())
    if not words or len(words) > LONGEST_WORDS:
        raise NetworkError(N_("The words on a button need 1 to {most} characters."), most=LONGEST_WORDS)
    return words


def _address(url: str) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and "." in (parts.hostname or "") and len(url) <= LONGEST_ADDRESS
    except ValueError:
        fine = False
    if not fine or not url.isprintable() or " " in url:
        raise NetworkError(N_("A button needs an address that begins with https://"))
    return url
