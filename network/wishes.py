"""What a person wants of notices, and when: quiet hours, weekends, the newsletter."""

from dataclasses import dataclass

from db.queries import wishes as queries
from db.values import Purpose
from network import consent, reminders
from network.errors import N_, NetworkError, NotAllowed
from network.people import Reader
from network.work import Work

DAY = 24 * 60  # minutes
LONGEST = 16 * 60  # more would leave too little of the day to write in


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing comes but answers and what is urgent: minutes after midnight by the person's own clock."""

    begin: int
    end: int

    @property
    def minutes(self) -> int:
        """How long they are."""
        return (self.end - self.begin) % DAY


USUAL = Quiet(21 * 60, 8 * 60)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants. `quiet` is None for whoever wants no quiet hours; `zone` None means the clocks of UTC.

    `newsletter` is None for whoever cannot agree to it: coordinators who are no members.
    """

    quiet: Quiet | None
    zone: str | None
    weekends: bool
    newsletter: bool | None


def wishes(work: Work, reader: Reader) -> Wishes:
    """Read what the reader wants.

    Raises NotAllowed for whoever receives no notices: neither member, nor applicant, nor coordinator.
    """
    _require_receiver(reader)
    row = queries.read(work.session, reader.id)
    begin, end = row.quiet_from, row.quiet_to
    quiet = USUAL if begin is None or end is None else Quiet(begin, end) if begin != end else None
    standing = Purpose.NEWSLETTER in consent.standing(work, reader.id)
    return Wishes(quiet, row.zone, row.weekends, standing if reader.takes_part else None)


def set_quiet(work: Work, reader: Reader, quiet: Quiet | None) -> None:
    """Keep the reader's quiet hours; None for none at all.

    Raises NetworkError for hours that leave too little of the day, NotAllowed as `wishes`.
    """
    _require_receiver(reader)
    _keep_quiet(work, reader, quiet)
    reminders.moved_zone(work, reader.id)  # those that must not fall into quiet hours


def _keep_quiet(work: Work, reader: Reader, quiet: Quiet | None) -> None:
    if quiet is None:
        queries.set_quiet(work.session, reader.id, 0, 0)
    elif quiet == USUAL:  # should the network's own ever change, theirs change with them
        queries.set_quiet(work.session, reader.id, None, None)
    else:
        require_sensible(quiet)
        queries.set_quiet(work.session, reader.id, quiet.begin, quiet.end)


def set_weekends(work: Work, reader: Reader, welcome: bool) -> None:
    """Keep whether announcements may come on the reader's weekends. Raises NotAllowed as `wishes`."""
    _require_receiver(reader)
    queries.set_weekends(work.session, reader.id, welcome)


def require_sensible(quiet: Quiet) -> None:
    """Let only hours pass that leave enough of the day. Raises NetworkError otherwise."""
    if not (0 <= quiet.begin < DAY and 0 <= quiet.end < DAY and quiet.minutes):
        raise NetworkError(N_("Quiet hours begin at one time and end at another, for example “21:00 – 8:00”."))
    if quiet.minutes > LONGEST:
        raise NetworkError(
            N_(
                "Those would be {hours} quiet hours a day, and at most {most} are possible. Please write the evening "
                "first, for example “21:00 – 8:00”."
            ),
            hours=-(-quiet.minutes // 60),
            most=LONGEST // 60,
        )


def _require_receiver(reader: Reader) -> None:
    if not (reader.takes_part or reader.coordinates):
        raise NotAllowed(N_("This is for members. Send /start to join; it takes about five minutes."))
