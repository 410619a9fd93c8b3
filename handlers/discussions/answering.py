"""Answering where one is: a reply to any message of a discussion is a post, whatever form may be open."""

from typing import Any

from aiogram import Router
from aiogram.types import Message

from db.values import Attachment, RichText
from handlers.discussions import own_post, which
from handlers.discussions.card_view import ANSWER, FOLLOW, MUTE, READ, Press
from handlers.kit import attached, richtext
from handlers.kit.answers import Answers
from handlers.kit.notices import NoticeKind
from handlers.kit.step import Step
from network import notices
from network.discussions import editing, posting, reading
from network.discussions.bundles import BUNDLE
from network.discussions.kinds import ABOUT_DISCUSSIONS, ABOUT_POSTS, DISCUSSION, READING, REWRITE, SAID
from network.discussions.reading import ShownPost
from network.errors import N_, NetworkError, Outdated

router = Router(name="discussions.answering")
router.include_router(which.router)
NOTICES: tuple[NoticeKind, ...] = ()
REFUSED = "discussion_album_refused"  # so that of an album's parts only the first is answered
_ANSWERED = {BUNDLE, REWRITE} | ABOUT_DISCUSSIONS | ABOUT_POSTS
_OF_ONE = {ANSWER, READ, FOLLOW, MUTE}  # buttons that stand only under what is about that discussion


async def answers_one(message: Message, step: Step) -> bool | dict[str, Any]:
    """Whether this replies to something of a discussion; commands do not, nor what is sent in a group."""
    if step.elsewhere or (message.text or "").startswith("/"):
        return False
    if (subject := _subject(message, step)) is not None:
        return {"subject": subject} if subject.kind in _ANSWERED else False
    # The further parts of an album may reply to nothing themselves.
    album = message.media_group_id
    goes_on = album and (
        step.memory.data.get(REFUSED) == album or which.takes_part(step, album) or _first_of_album(step, album)
    )
    return {"subject": None} if goes_on else False


@router.message(answers_one)
async def answered(message: Message, step: Step, subject: notices.Subject | None) -> Answers:
    """Post what was sent; what replies to a digest of several discussions is asked about first."""
    album = message.media_group_id
    if album is None:
        return _taken(message, step, subject)
    if step.memory.data.get(REFUSED) == album:
        return None  # it was said with its first part
    try:
        return _taken(message, step, subject)
    except NetworkError as no:  # nothing is written before a rule says no
        step.memory.keep(**{REFUSED: album})
        return step.say(step.t(no.message, **no.arguments))


async def became_a_post(message: Message, step: Step) -> bool | dict[str, Any]:
    """Whether this message became a post; edits of all others are for the rooms that come after this one."""
    subject = notices.find(step.work, step.chat_id, message.message_id)
    return {"subject": subject} if subject is not None and subject.kind == SAID else False


@router.edited_message(became_a_post)
async def edited(message: Message, step: Step, subject: notices.Subject) -> Answers:
    """Follow an edit of the very message that became a post, or a part of it."""
    rich, files = _content(message, step)
    part = posting.part(step.work, subject, step.chat_id, message.message_id)
    before = reading.post(step.work, step.reader, subject.subject_id)
    after = editing.follow(step.work, step.reader, subject.subject_id, rich, files[0] if files else None, part)
    if (after.text, after.files) == (before.text, before.files):
        return None  # Telegram tells of edits that nobody made, too
    return step.say(step.t("Changed. Every message that shows your post follows."))


def _subject(message: Message, step: Step) -> notices.Subject | None:
    """What a message replies to. One of ours that is no longer known says itself what it is about, in its buttons."""
    replied = message.reply_to_message
    if replied is None:
        return None
    if (known := notices.find(step.work, step.chat_id, replied.message_id)) is not None:
        return known
    if replied.from_user is None or replied.from_user.id != step.work.bot_id or replied.reply_markup is None:
        return None
    data = [button.callback_data for row in replied.reply_markup.inline_keyboard for button in row]
    about = {found for one in data if one and (found := _discussion_of(one))}
    return notices.Subject(0, DISCUSSION, about.pop(), theirs=False) if len(about) == 1 else None


def _discussion_of(data: str) -> int | None:
    try:
        press = Press.unpack(data)
    except (ValueError, TypeError):
        return None
    return press.id if press.act in _OF_ONE else None


def _taken(message: Message, step: Step, subject: notices.Subject | None) -> Answers:
    rich, files = _content(message, step)
    if subject is None:
        return _album_goes_on(step, message, rich, files)
    if subject.kind == REWRITE:
        return _rewritten(step, subject.subject_id, rich)
    if rich is None and not files:
        return step.say(step.t("Only text, photos, videos and files can be posted."))
    if message.media_group_id and which.takes_part(step, message.media_group_id):
        return _album_goes_on(step, message, rich, files)
    quote = message.quote.text if message.quote is not None else None
    found = _could_be_meant(step, subject)
    meant = reading.quoted_one(found, quote)
    about = {one.id: one.discussion_id for one in found}
    if meant is None and subject.kind == BUNDLE and len(set(about.values())) > 1:
        return which.ask(step, message, found, rich, files, quote)
    if meant is None and len(found) == 1 and subject.kind not in ABOUT_DISCUSSIONS | {READING}:
        # An answer to one's own words needs no mark, but where some of them are quoted.
        meant = found[0].id if quote or found[0].author_id != step.reader.id else None
    discussion_id = about[meant] if meant is not None else _discussion(subject, found)
    return _post(step, message, discussion_id, rich, files, meant, quote)


def _could_be_meant(step: Step, subject: notices.Subject) -> list[ShownPost]:
    """The posts that a message shows: one of them is meant where words of it are quoted."""
    if subject.kind in ABOUT_DISCUSSIONS:
        opening = reading.first_post(step.work, subject.subject_id)
        return list(reading.shown(step.work, opening).values())
    if subject.kind == BUNDLE:
        return reading.of_bundle(step.work, subject.subject_id)
    about = reading.post(step.work, step.reader, subject.subject_id)
    return list(reading.following_posts(step.work, about)) if subject.kind == READING else [about]


def _discussion(subject: notices.Subject, found: list[ShownPost]) -> int:
    if subject.kind in ABOUT_DISCUSSIONS:
        return subject.subject_id
    if not found:
        raise Outdated(reading.GONE)
    return found[0].discussion_id


def _post(
    step: Step,
    message: Message,
    discussion_id: int,
    rich: RichText | None,
    files: list[Attachment],
    replies_to: int | None,
    quote: str | None,
) -> Answers:
    album = message.media_group_id
    more = album is not None and _first_of_album(step, album) is not None
    made = posting.add(
        step.work, step.reader, discussion_id, rich, files, replies_to=replies_to, quote=quote, album=album
    )
    posting.adopt_own(step.work, made.id, step.chat_id, message.message_id)
    return None if more else own_post.line(step, made)


def _album_goes_on(step: Step, message: Message, rich: RichText | None, files: list[Attachment]) -> Answers:
    album = message.media_group_id or ""
    if which.takes_part(step, album):
        which.join(step, message, rich, files)
        return None
    first = _first_of_album(step, album)
    return _post(step, message, first.discussion_id, rich, files, None, None) if first is not None else None


def _first_of_album(step: Step, album: str) -> ShownPost | None:
    return posting.of_album(step.work, step.reader, album)


def _rewritten(step: Step, post_id: int, rich: RichText | None) -> Answers:
    """Put new words in place of a post's; its files stay as they are."""
    if rich is None:
        raise NetworkError(N_("Here I need the new text, please. The files of your post stay as they are."))
    editing.edit(step.work, step.reader, post_id, rich)
    return step.say(step.t("Changed. Every message that shows your post follows."))


def _content(message: Message, step: Step) -> tuple[RichText | None, list[Attachment]]:
    file = attached.of_message(message, step.work.bot_id)
    return richtext.of_message(message), [file] if file is not None else []
