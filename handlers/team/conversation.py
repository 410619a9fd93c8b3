"""`/team`: who coordinates what, adding, taking away; and taking up a role."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.kit.answers import Answer, Answers
from handlers.kit.menu import menu, menu_for
from handlers.kit.speech import speech
from handlers.kit.step import Step
from handlers.team import adding, view
from handlers.team.view import Press
from network import applications, people, team
from network.errors import Outdated
from network.people import require_network_coordinator
from network.team import Invitation

router = Router(name="team")
LINK = "/start team_"


async def opens_link(message: Message) -> bool:
    """Whether somebody opened an invitation's link."""
    return (message.text or "").startswith(LINK)


@router.message(opens_link)
async def open_link(message: Message, step: Step) -> Answers:
    """Show what the invitation is for."""
    token = (message.text or "").removeprefix(LINK)
    invitation = team.offer_of(step.work, step.reader, token)
    return step.say(view.offer(step.t, invitation, step.work.charter), view.link_keyboard(step.t, token))


@router.message(Command("team", ignore_mention=True))
async def show_team(_: Message, step: Step) -> Answers:
    """List the coordinators."""
    return _home(step)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press; the rules check whose it is and how things stand."""
    value = callback_data.value
    match callback_data.act:
        case view.ADD:
            require_network_coordinator(step.reader)
            return adding.begin(step)
        case view.FOUND:
            return adding.turn_page(step, _number(value))
        case view.PICK:
            return _pick(step, _number(value))
        case view.ROLES:
            return _roles(step, _number(value))
        case view.ROLE:
            one, region = team.removable(step.work, step.reader, _number(value))
            return step.show(*view.sure(step.t, one, region, step.work.charter))
        case view.REMOVE:
            return _remove(step, _number(value))
        case view.TAKE_LINK:
            return _accepted(step, team.accept_link(step.work, step.reader, value))
        case view.TAKE:
            return _accepted(step, team.accept_invitation(step.work, step.reader, _number(value)))
        case view.REFUSE:
            team.decline_invitation(step.work, step.reader, _number(value))
            return step.show(step.t("That is quite all right. Nothing changes for you."))
        case view.LEAVE_LINK:
            return step.show(step.t("All right. The link stays valid for some days, in case you change your mind."))
    return _home(step)


def _home(step: Step) -> Answer:
    roster = team.roster(step.work, step.reader)
    owner = team.is_owner(step.work, step.reader)
    return step.show(view.home(step.t, roster, step.work.charter), view.home_keyboard(step.t, roster, owner=owner))


def _number(value: str) -> int:
    """Read a row number. Raises Outdated for a forged one."""
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise Outdated(adding.OVER)
    return int(value)


def _roles(step: Step, number: int) -> Answer:
    held = view.held_roles(team.roster(step.work, step.reader))
    number = min(number, max(len(held) - 1, 0) // view.PAGE)
    return step.show(
        step.t("<b>Whose role do you want to take away?</b>"), view.roles(step.t, held, step.work.charter, number)
    )


def _remove(step: Step, role_id: int) -> Answers:
    gone = team.remove(step.work, step.reader, role_id)
    answers = [step.show(step.t("The role is taken away. I am telling them."))]
    # Their command menu follows their roles.
    left = people.readers(step.work, [gone.person_id]).get(gone.person_id)
    if left is not None and left.telegram_id is not None:
        answers.append(menu_for(left.telegram_id, left, speech(left.language)))
    return answers


def _pick(step: Step, person_id: int) -> Answer:
    scope = step.memory.data.get(adding.SCOPE)
    if scope is None:
        raise Outdated(adding.OVER)
    invitation = team.invite_member(step.work, step.reader, scope, person_id)
    step.memory.drop(adding.SCOPE, adding.SOUGHT)
    return step.show(
        step.t(
            "I am asking them now, and will tell you when they accept. The invitation is valid until {day}.",
            day=step.t.day(invitation.expires_at, step.reader.zone),
        )
    )


def _accepted(step: Step, invitation: Invitation) -> Answers:
    step.reader = people.readers(step.work, [step.reader.id])[step.reader.id]
    waiting = applications.waiting(step.work, step.reader).count
    return [step.show(view.accepted(step.t, invitation, step.work.charter, waiting)), menu(step)]
