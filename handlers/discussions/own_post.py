"""What somebody can do with a post: fetch its files; with their own: change it, take it back; pick the answer."""

from collections.abc import Mapping, Sequence

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.discussions import card
from handlers.discussions import card_view as view
from handlers.discussions.card_view import PostPress
from handlers.kit.answers import Answer, Answers
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.shapes import sending
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import screens
from network.discussions import closing, editing, limits, reading
from network.discussions.kinds import OWN_POST, REWRITE, SAID
from network.discussions.reading import ShownPost
from network.errors import N_, NetworkError, Outdated
from network.people import Reader
from network.work import Work

router = Router(name="discussions.own_post")


@router.callback_query(PostPress.filter())
async def pressed(_: CallbackQuery, callback_data: PostPress, step: Step) -> Answers:
    """Take a press, old, present or forged: the rules check again whose post it is."""
    found = reading.post(step.work, step.reader, callback_data.id)
    match callback_data.act:
        case view.FILES:
            return _files(step, found)
        case view.PICKED:
            closing.pick_answer(step.work, step.reader, found.discussion_id, found.id)
            return card.show(step, found.discussion_id)
        case view.EDIT:
            return _rewrite(step, found)
        case view.DELETE:
            reading.require_author(step.reader, found)
            return card.marked(step, step.show(*view.sure_to_delete(step.t, found)), found.discussion_id)
        case view.DELETE_SURE:
            return _own(step, editing.delete(step.work, step.reader, found.id))
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def line(step: Step, made: ShownPost, *, in_place: bool = False) -> Answer:
    """Say that a post stands, with what can be done with it; it follows the post."""
    shown = view.own_post(step.t, made)
    answer = step.show(shown.html, shown.keyboard) if in_place else step.say(shown.html, shown.keyboard)
    return answer.showing(screens.notice(step.work, OWN_POST, made.id))


def _files(step: Step, found: ShownPost) -> Answers:
    if not found.stands or not found.files:
        raise NetworkError(N_("These files are not there any more."))
    return [Answer(*sending(step.chat_id, Message(Markup(), media=(file,)))) for file in found.files]


def _rewrite(step: Step, found: ShownPost) -> Answers:
    reading.require_author(step.reader, found)
    limits.require_writer(step.reader)
    if not found.stands:
        return _own(step, found)
    words = Markup("\n").join(
        [
            view.title(step.t, found.title),
            step.t(
                "<b>Write the new text as a reply to this message.</b> It takes the place of the old one everywhere."
            ),
        ]
    )
    asked = step.say(words, {"force_reply": True, "input_field_placeholder": step.t.plain("The new text")})
    return asked.showing(screens.notice(step.work, REWRITE, found.id))


def _own(step: Step, found: ShownPost) -> Answers:
    shown = view.own_post(step.t, found)
    return step.show(shown.html, shown.keyboard).showing(screens.notice(step.work, OWN_POST, found.id))


def _load(work: Work, post_ids: Sequence[int]) -> Mapping[int, ShownPost]:
    return reading.shown(work, post_ids)


def _render(found: ShownPost, reader: Reader, t: Speech) -> Message | None:
    return view.own_post(t, found) if reader.id == found.author_id else None


def _never(_found: ShownPost, _reader: Reader, _t: Speech) -> None:
    """What only marks a message is never drawn."""


NOTICES = (
    NoticeKind(OWN_POST, _load, _render, no_reminder="a line about one's own post"),
    NoticeKind(SAID, None, _never, no_reminder="a member's own message"),
    NoticeKind(REWRITE, None, _never, no_reminder="a question that a reply answers"),
)
