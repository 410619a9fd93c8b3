"""Answering where one is: a reply to any message of a discussion is a post, whatever form may be open."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from db.values import Attachment, RichText
from handlers.discussions import card_view as view
from handlers.discussions.card_view import WhichPress
from handlers.kit import attached, richtext
from handlers.kit.answers import Answer, Answers
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import inline
from handlers.kit.notices import NoticeKind
from handlers.kit.step import Step
from network import notices
from network.discussions import editing, posting, reading
from network.discussions.bundles import BUNDLE
from network.discussions.kinds import ABOUT_DISCUSSIONS, ABOUT_POSTS, READING, REWRITE, SAID
from network.discussions.reading import ShownPost
from network.errors import N_, Outdated

router = Router(name="discussions.answering")
NOTICES: tuple[NoticeKind, ...] = ()
WAITING = "discussion_reply"  # what was sent before it was clear in which discussion it belongs
MOST_ASKED = 10


async def answers_one(message: Message, step: Step) -> bool | dict[str, Any]:
    """Whether this replies to something of a discussion; commands do not, nor what is sent in a group."""
    if step.elsewhere or (message.text or "").startswith("/"):
        return False
    replied = message.reply_to_message
    subject = notices.find(step.work, step.chat_id, replied.message_id) if replied is not None else None
    if subject is None and message.media_group_id:
        # The further parts of an album reply to nothing themselves.
        return {"subject": None} if _first_of_album(step, message) else False
    if subject is None or subject.kind not in {BUNDLE, REWRITE} | ABOUT_DISCUSSIONS | ABOUT_POSTS:
        return False
    return {"subject": subject}


@router.message(answers_one)
async def answered(message: Message, step: Step, subject: notices.Subject | None) -> Answers:
    """Post what was sent; what replies to a digest of several discussions is asked about first."""
    rich, files = _content(message, step)
    if subject is None:
        return _album_goes_on(step, message, rich, files)
    if rich is None and not files:
        return step.say(step.t("Only text, photos, videos and files can be posted."))
    if subject.kind == REWRITE:
        editing.edit(step.work, step.reader, subject.subject_id, rich or RichText(""))
        return step.say(step.t("Changed. Every message that shows your post follows."))
    quote = message.quote.text if message.quote is not None else None
    if subject.kind in ABOUT_DISCUSSIONS:
        return _post(step, message, subject.subject_id, rich, files, None, quote)
    if subject.kind == BUNDLE:
        found = reading.of_bundle(step.work, subject.subject_id)
        discussions = list(dict.fromkeys(one.discussion_id for one in found))
        if not discussions:
            raise Outdated(reading.GONE)
        if len(discussions) > 1:
            return _which(step, message, found, rich, files, quote)
        return _post(step, message, discussions[0], rich, files, found[0].id if len(found) == 1 else None, quote)
    about = reading.post(step.work, step.reader, subject.subject_id)
    # A page begins with a post, but is no answer to it.
    replies_to = about.id if subject.kind != READING and about.author_id != step.reader.id else None
    return _post(step, message, about.discussion_id, rich, files, replies_to, quote)


async def became_a_post(message: Message, step: Step) -> bool | dict[str, Any]:
    """Whether this message became a post; edits of all others are for the rooms that come after this one."""
    subject = notices.find(step.work, step.chat_id, message.message_id)
    return {"subject": subject} if subject is not None and subject.kind == SAID else False


@router.edited_message(became_a_post)
async def edited(message: Message, step: Step, subject: notices.Subject) -> Answers:
    """Follow an edit of the very message that became a post."""
    rich = richtext.of_message(message)
    before = reading.post(step.work, step.reader, subject.subject_id)
    after = editing.edit(step.work, step.reader, subject.subject_id, rich or RichText(""))
    return (
        None
        if after.edited_at == before.edited_at
        else step.say(step.t("Changed. Every message that shows your post follows."))
    )


@router.callback_query(WhichPress.filter())
async def chosen(_: CallbackQuery, callback_data: WhichPress, step: Step) -> Answers:
    """Post what waited for an answer to *which discussion?*."""
    kept = step.memory.data.get(WAITING)
    if not isinstance(kept, dict) or kept.get("message") != callback_data.message:
        raise Outdated(N_("This was posted already, or is too long ago. Please reply once more."))
    step.memory.drop(WAITING)
    rich = RichText.from_json(kept["rich"]) if kept.get("rich") else None
    files = [Attachment(*one) for one in kept.get("files", ())]
    made = posting.add(step.work, step.reader, callback_data.id, rich, files, quote=kept.get("quote"))
    posting.adopt_own(step.work, made.id, step.chat_id, callback_data.message)
    shown = view.own_post(step.t, made)
    return [step.show(shown.html, shown.keyboard).showing(posting.own_notice(step.work, made.id))]


def _post(
    step: Step,
    message: Message,
    discussion_id: int,
    rich: RichText | None,
    files: list[Attachment],
    replies_to: int | None,
    quote: str | None,
) -> Answers:
    made = posting.add(
        step.work,
        step.reader,
        discussion_id,
        rich,
        files,
        replies_to=replies_to,
        quote=quote,
        album=message.media_group_id,
    )
    posting.adopt_own(step.work, made.id, step.chat_id, message.message_id)
    if len(made.files) > 1:
        return None  # a further part of an album: it was said already
    return own_line(step, made)


def own_line(step: Step, made: ShownPost) -> Answer:
    """Say that a post stands, with what can be done with it; it follows the post."""
    shown = view.own_post(step.t, made)
    return step.say(shown.html, shown.keyboard).showing(posting.own_notice(step.work, made.id))


def _album_goes_on(step: Step, message: Message, rich: RichText | None, files: list[Attachment]) -> Answers:
    first = _first_of_album(step, message)
    if first is None:
        return None
    made = posting.add(step.work, step.reader, first.discussion_id, rich, files, album=message.media_group_id)
    posting.adopt_own(step.work, made.id, step.chat_id, message.message_id)
    return None


def _first_of_album(step: Step, message: Message) -> ShownPost | None:
    return posting.of_album(step.work, step.reader, message.media_group_id or "")


def _which(
    step: Step,
    message: Message,
    found: list[ShownPost],
    rich: RichText | None,
    files: list[Attachment],
    quote: str | None,
) -> Answers:
    waiting = {
        "message": message.message_id,
        "rich": rich.to_json() if rich is not None else None,
        "files": [[one.kind, one.reference, one.bot_id, one.name] for one in files],
        "quote": quote,
    }
    step.memory.keep(**{WAITING: waiting})
    titles = {one.discussion_id: one.title for one in found}
    buttons = [
        [view.which_button(shorten(title, view.LONGEST_LABEL), number, message.message_id)]
        for number, title in list(titles.items())[:MOST_ASKED]
    ]
    return step.say(step.t("<b>In which discussion shall I post this?</b>"), inline(step.t, *buttons))


def _content(message: Message, step: Step) -> tuple[RichText | None, list[Attachment]]:
    file = attached.of_message(message, step.work.bot_id)
    return richtext.of_message(message), [file] if file is not None else []
