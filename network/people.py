"""Who somebody is to the network, as every step needs to know it."""

from dataclasses import dataclass
from typing import Any

from db.queries import membership as membership_queries
from db.queries import people as queries
from db.values import RoleKind, Status
from network import notices
from network.errors import N_, NotAllowed, Outdated
from network.places.spelling import words
from network.work import Work


@dataclass(frozen=True, slots=True)
class Reader:
    """A snapshot of a person: what a rule or a text must know about the one in front of it."""

    id: int
    telegram_id: int
    status: Status
    language: str
    zone: str | None
    name: str | None
    region: str | None
    regions: frozenset[str]
    network_wide: bool

    @property
    def takes_part(self) -> bool:
        """Whether the network keeps a profile of them: members, suspended ones too, and applicants."""
        return self.status in (Status.MEMBER, Status.APPLICANT, Status.SUSPENDED)

    @property
    def may_join(self) -> bool:
        """Whether they may hand in a registration: visitors, and whoever left."""
        return self.status in (Status.VISITOR, Status.FORMER)

    @property
    def coordinates(self) -> bool:
        """Whether they hold any coordinator's role."""
        return self.network_wide or bool(self.regions)

    def coordinates_region(self, region: str) -> bool:
        """Whether they may decide in this region; *worldwide* belongs to the network coordinators."""
        return self.network_wide or region in self.regions


def reader_of(row: Any, owners: frozenset[int]) -> Reader:
    """Make a snapshot of a row of `db.queries.people`. While somebody is suspended, their roles rest."""
    roles = [role.split(":", 1) for role in row.roles.split(",")] if row.roles else []
    if row.status == Status.SUSPENDED:
        roles = []
    return Reader(
        id=row.id,
        telegram_id=row.telegram_id,
        status=Status(row.status),
        language=row.language,
        zone=row.zone,
        name=row.name,
        region=row.region,
        regions=frozenset(region for kind, region in roles if kind == RoleKind.REGIONAL),
        network_wide=row.telegram_id in owners or any(kind == RoleKind.NETWORK for kind, _ in roles),
    )


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is known when an update of somebody comes in: who they are and where the conversation stands."""

    reader: Reader
    state: str | None
    data: dict[str, Any]


def meet(work: Work, telegram_id: int, chat_id: int, language_code: str | None) -> Meeting:
    """Recognise whoever wrote, or write down somebody new; whoever writes can be reached again.

    `chat_id` is Telegram's id of the chat, which is the person's own in a private chat.
    """
    row = queries.step_rows(work.session, work.bot_id, chat_id, telegram_id)
    if row is None:
        language = work.charter.language_for(language_code)
        person_id = queries.add_person(work.session, telegram_id, language, work.now)
        queries.add_private_chat(work.session, work.bot_id, telegram_id, person_id, language)
        row = queries.step_rows(work.session, work.bot_id, chat_id, telegram_id)
        assert row is not None, "the person was written just now"
    elif row.chat_row is None:
        # Known to another bot: the network got a new one.
        if not queries.move_private_chat(work.session, work.bot_id, row.id):
            queries.add_private_chat(work.session, work.bot_id, telegram_id, row.id, row.language)
    elif row.unreachable_since is not None:
        queries.set_unreachable(work.session, row.id, None)
        notices.welcome_back(work, row.id)
    return Meeting(reader_of(row, work.owners), row.conversation_state, row.conversation_data or {})


def glance(work: Work, telegram_id: int, language_code: str | None) -> Reader:
    """Say who somebody is without writing anything down; a stranger has no row (0), and reads public things only."""
    person_id = queries.find(work.session, telegram_id)
    if person_id is not None:
        return readers(work, [person_id])[person_id]
    return Reader(
        id=0,
        telegram_id=telegram_id,
        status=Status.VISITOR,
        language=work.charter.language_for(language_code),
        zone=None,
        name=None,
        region=None,
        regions=frozenset(),
        network_wide=False,
    )


def as_stored(name: str) -> dict[str, str]:
    """A person's name for its columns: as written, and its words in one spelling, by which it is searched for."""
    return {"name": name, "name_folded": "".join(f" {word}" for word in words(name))}


def known(work: Work, telegram_id: int) -> bool:
    """Whether somebody ever wrote to the bot, and has not erased themselves since."""
    return queries.find(work.session, telegram_id) is not None


def readers(work: Work, person_ids: list[int]) -> dict[int, Reader]:
    """Take snapshots of several people at once, by row number."""
    return {row.id: reader_of(row, work.owners) for row in queries.snapshots(work.session, person_ids)}


def require_coordinator(reader: Reader, region: str | None = None) -> None:
    """Let only coordinators pass (of `region`, if one is named).

    Raises NotAllowed otherwise.
    """
    if not reader.coordinates:  # whatever they ask for, so that nobody learns from it what there is
        raise NotAllowed(N_("Only coordinators can do that."))
    if region is not None and not reader.coordinates_region(region):
        raise NotAllowed(N_("Only the coordinators of this region can do that."))


def require_network_coordinator(reader: Reader) -> None:
    """Let only coordinators of the whole network pass.

    Raises NotAllowed otherwise.
    """
    if not reader.network_wide:
        raise NotAllowed(N_("Only the network coordinators can do that."))


def require_unchanged(work: Work, reader: Reader) -> None:
    """Hold the reader's row until the commit, if they still are what the step began with.

    Raises Outdated when somebody else, in another process, was faster.
    """
    if membership_queries.hold(work.session, reader.id) != reader.status:
        raise Outdated(N_("Something has changed in the meantime. Send /start to see where you stand."))


def blocked_us(work: Work, reader: Reader) -> None:
    """Note that a person blocked the bot: nothing is sent until they write again."""
    queries.set_unreachable(work.session, reader.id, work.now)


def choose_language(work: Work, reader: Reader, language: str) -> None:
    """Change the language somebody reads.

    Raises NotAllowed for a language the network does not speak (a forged button).
    """
    if language not in work.charter.languages:
        raise NotAllowed(N_("The bot does not speak that language yet."))
    queries.set_language(work.session, reader.id, language)
