"""Who organises an event beside its author: asking a member by name, accepting by a press, stopping."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from markupsafe import Markup
from pydantic import Field

from db.values import EventState
from handlers.events import card_doors, card_view, editor_view
from handlers.kit import forms
from handlers.kit.answers import Answers, as_list
from handlers.kit.bidi import shorten
from handlers.kit.forms import Form, Question, free_text
from handlers.kit.keyboards import Button, inline
from handlers.kit.moments import in_full
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import screens
from network.errors import N_, Outdated
from network.events import organisers
from network.events.cards import View
from network.events.kinds import INVITED, JOINED
from network.events.organisers import Found, Helper, Invitation
from network.events.reading import Event
from network.people import Reader
from network.work import Work

# What a press does. Short, because they stand in every button.
LIST, ASK, PICK, REMOVE, REMOVE_SURE, ACCEPT, REFUSE = "l", "a", "p", "x", "xy", "y", "n"
LONGEST_NAME = 36

router = Router(name="events organisers")


class Press(CallbackData, prefix="eo"):
    """A button about who organises: `id` is the event's or an invitation's row number, `person` a person's."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    person: Annotated[int, Field(ge=0, le=2**53)] = 0


def button(label: str, act: str, number: int, person: int = 0) -> Button:
    """Make a button about who organises an event."""
    return Button(label, Press(act=act, id=number, person=person))


card_doors.add(
    card_doors.Door(N_("Who organises"), lambda event_id: Press(act=LIST, id=event_id), place=30, for_organisers=True)
)


def _copied(view: View, _reader: Reader) -> bool:
    return view.event.stands


card_doors.add(
    card_doors.Door(
        N_("Make a copy"),
        lambda event_id: editor_view.Press(act=editor_view.DUPLICATE, id=event_id),
        place=40,
        for_organisers=True,
        when=_copied,
    )
)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press; the rules check again who may and how things stand."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))
    return act(step, callback_data.id, callback_data.person)


def _list(step: Step, event_id: int, _person_id: int) -> Answers:
    event, helpers = organisers.around(step.work, step.reader, event_id)
    return step.show(*listed(step.t, event, helpers))


def listed(t: Speech, event: Event, helpers: Sequence[Helper]) -> tuple[Markup, dict[str, Any]]:
    """List who helps and who was asked, with a button for each."""
    parts = [t("<b>Who organises: {title}</b>", title=editor_view.title_words(t, event))]
    lines = [
        t("• {name}", name=_name(t, one.name))
        if one.helps
        else t("• {name} (was asked, has not answered)", name=_name(t, one.name))
        for one in helpers
    ]
    parts.append(Markup("\n").join(lines) if lines else t("Nobody helps yet."))
    parts.append(t("Whoever helps can change and cancel the event, and hears what people ask."))
    rows = [[button(t.plain("Ask a member to help"), ASK, event.id)]]
    rows += [
        [button(t.plain("Remove: {name}", name=_name(t, one.name)), REMOVE, event.id, one.person_id)] for one in helpers
    ]
    back: list[Button] = []
    if event.state is EventState.DRAFT:
        back = [editor_view.button(event, t.plain("Back to the draft"), editor_view.HOME)]
    elif event.stands:
        back = [card_view.button(t.plain("Show the event"), card_view.CARD, event.id)]
    return Markup("\n\n").join(parts), inline(t, *rows, back)


def _name(t: Speech, name: str | None) -> str:
    return shorten(name or t.plain("Somebody without a name"), LONGEST_NAME)


def _ask(step: Step, event_id: int, _person_id: int) -> Answers:
    event, _ = organisers.around(step.work, step.reader, event_id)
    step.pressed = None  # the page stays; what follows is typed
    return forms.begin(step, NAME, args={"id": event.id})


def _pick(step: Step, event_id: int, person_id: int) -> Answers:
    invited = organisers.invite(step.work, step.reader, event_id, person_id)
    asked = step.t(
        "I am asking them now: {name}. You hear from me when they accept.", name=_name(step.t, invited.person)
    )
    return step.show(asked, inline(step.t, [button(step.t.plain("Who organises"), LIST, event_id)]))


def _sure(step: Step, event_id: int, person_id: int) -> Answers:
    event, helpers = organisers.around(step.work, step.reader, event_id)
    one = next((helper for helper in helpers if helper.person_id == person_id), None)
    if one is None:
        return step.show(*listed(step.t, event, helpers))
    asked = step.t("<b>Shall they not help any more?</b> {name}", name=_name(step.t, one.name))
    yes = button(step.t.plain("Yes, remove"), REMOVE_SURE, event_id, person_id)
    return step.show(asked, inline(step.t, [yes], [button(step.t.plain("Back"), LIST, event_id)]))


def _remove(step: Step, event_id: int, person_id: int) -> Answers:
    organisers.remove(step.work, step.reader, event_id, person_id)
    if person_id == step.reader.id:
        return step.show(step.t("You do not organise this event any more. Thank you for what you did for it."))
    return _list(step, event_id, person_id)


def _accept(step: Step, invitation_id: int, _person_id: int) -> Answers:
    organisers.accept(step.work, step.reader, invitation_id)
    return _letter(step, invitation_id)


def _refuse(step: Step, invitation_id: int, _person_id: int) -> Answers:
    organisers.decline(step.work, step.reader, invitation_id)
    return _letter(step, invitation_id)


def _letter(step: Step, invitation_id: int) -> Answers:
    """Show the letter as it is now; it keeps up to date."""
    found = organisers.invitations(step.work, [invitation_id])[invitation_id]
    message = invited(found, step.reader, step.t)
    assert message is not None, "whoever may answer an invitation may see it"
    return step.show(message.html, message.keyboard).showing(screens.notice(step.work, INVITED, invitation_id))


_ACTS: Mapping[str, Callable[[Step, int, int], Answers]] = {
    LIST: _list,
    ASK: _ask,
    PICK: _pick,
    REMOVE: _sure,
    REMOVE_SURE: _remove,
    ACCEPT: _accept,
    REFUSE: _refuse,
}


# Finding a member


def _search(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    found, more = organisers.find_members(step.work, step.reader, args["id"], answers["name"])
    if not found:
        step.pressed = None
        nobody = step.t(
            "I found no member of that name. Perhaps it is written differently, or they are not in the directory."
        )
        return [step.say(nobody), *as_list(forms.begin(step, NAME, args=args))]
    t = step.t
    parts = [t("<b>Whom do you mean?</b> They are asked first, and help once they accept.")]
    if more:
        parts.append(t("There are more of that name. Write more of it to find them."))
    rows = [[button(_who(t, one), PICK, args["id"], one.person_id)] for one in found]
    again = [button(t.plain("Search again"), ASK, args["id"]), button(t.plain("Back"), LIST, args["id"])]
    return step.show(Markup("\n").join(parts), inline(t, *rows, again))


def _who(t: Speech, one: Found) -> str:
    """Name somebody so that two of one name can be told apart."""
    match [shorten(part, LONGEST_NAME) for part in (one.organisation, one.city) if part]:
        case [organisation, city]:
            name = shorten(one.name, LONGEST_NAME)
            return t.plain("{name} ({organisation}, {city})", name=name, organisation=organisation, city=city)
        case [place]:
            return t.plain("{name} ({place})", name=shorten(one.name, LONGEST_NAME), place=place)
    return shorten(one.name, LONGEST_NAME)


NAME = forms.register(
    Form(
        name="e_help",
        questions=(
            Question(
                key="name",
                title=N_("Name"),
                ask=lambda seen: seen.t("<b>What is the member's name?</b> A part of it is enough."),
                wants=N_("Here I need the name as text, please."),
                read=free_text(lambda charter: charter.limits.texts.name, lines=False),
            ),
        ),
        finish=_search,
    )
)


# Notices


def _load(work: Work, invitation_ids: Sequence[int]) -> Mapping[int, Invitation]:
    return organisers.invitations(work, invitation_ids)


def invited(found: Invitation, reader: Reader, t: Speech) -> Message | None:
    """Ask a member to help, and say what became of it."""
    if found.person_id != reader.id:
        return None
    event, title = found.event, editor_view.title_words(t, found.event, 100)
    lead = (
        t("{name} asks you to help organise an event: <b>{title}</b>", name=found.inviter, title=title)
        if found.inviter
        else t("You are asked to help organise an event: <b>{title}</b>", title=title)
    )
    parts = [lead]
    if event.starts_at:
        zone = reader.zone or event.zone
        parts.append(t("{label}: <b>{value}</b>", label=t.plain("Begins"), value=in_full(t, event.starts_at, zone)))
    if found.declined_at:
        return Message(
            Markup("\n\n").join([*parts, t("You declined. That is quite all right; nothing changes for you.")])
        )
    opens = [card_view.button(t.plain("Open the event"), card_view.OPEN, event.id)] if event.stands else []
    if found.accepted_at:
        thanks = t("<b>Thank you!</b> You help to organise it from now on. Its card shows what you can do.")
        said = thanks if found.helps else t("You do not organise it any more.")
        return Message(Markup("\n\n").join([*parts, said]), inline(t, opens))
    parts.append(t("Whoever helps can change and cancel the event, and hears what people ask."))
    yes = button(t.plain("Yes, I help"), ACCEPT, found.id)
    return Message(Markup("\n\n").join(parts), inline(t, [yes], [button(t.plain("No, thank you"), REFUSE, found.id)]))


def joined(found: Invitation, reader: Reader, t: Speech) -> Message | None:
    """Tell whoever asked that somebody helps."""
    if found.inviter_id != reader.id or found.accepted_at is None:
        return None
    title = editor_view.title_words(t, found.event)
    return Message(t("<b>{name}</b> helps to organise: {title}", name=found.person or "–", title=title))


NOTICES = (NoticeKind(INVITED, _load, invited), NoticeKind(JOINED, _load, joined))


def _door(t: Speech, event: Event) -> Button | None:
    """The editor's door, while a draft has a title to ask with."""
    offered = event.state is EventState.DRAFT and event.title
    return button(t.plain("Who organises"), LIST, event.id) if offered else None


editor_view.FURTHER_DOORS.append(_door)
