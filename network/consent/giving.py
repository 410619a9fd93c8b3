"""Consents: a dated yes to one version of one document or purpose. Rows are never overwritten."""

from dataclasses import dataclass
from datetime import datetime

from db.queries import consent as queries
from db.values import Purpose, Status
from network.errors import N_, NetworkError, NotAllowed
from network.events import attending
from network.people import Reader
from network.work import Work

# Without these nobody is a member; the others may be given or not.
NEEDED = (Purpose.GUIDELINES, Purpose.PRIVACY)
OPTIONAL = (Purpose.DIRECTORY, Purpose.NEWSLETTER)


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes that stands: to which version, read in which language, when (aware UTC)."""

    purpose: Purpose
    version: int
    language: str
    given_at: datetime


def version_in_force(work: Work, purpose: Purpose) -> int:
    """The version somebody agrees to now. The optional purposes are explained in the privacy notice, and bear its."""
    kind = Purpose.GUIDELINES if purpose is Purpose.GUIDELINES else Purpose.PRIVACY
    return work.charter.documents[kind].version


def give(work: Work, person_id: int, purpose: Purpose, language: str) -> bool:
    """Write down that somebody agrees to the version in force, which they read in `language`.

    A yes to the same version that stands already is left alone. Says whether it is new.
    """
    version = version_in_force(work, purpose)
    return queries.add(work.session, person_id, purpose, version, language, work.now)


def accept(work: Work, reader: Reader, purpose: Purpose, version: int, language: str) -> bool:
    """Write down that a member or applicant accepts a document they were shown, in its version `version`.

    `language` is the one it was shown in, which is not the reader's where it is not translated yet.

    Says whether that is new. Raises NetworkError when another version is in force by now, NotAllowed for whoever is
    not on the way into the network.
    """
    if reader.status not in (Status.MEMBER, Status.APPLICANT):
        raise NotAllowed(N_("This is for members. Send /start to join; it takes about five minutes."))
    if version != version_in_force(work, purpose):
        raise NetworkError(N_("There is a newer version by now. Send /start to read it."))
    new = give(work, reader.id, purpose, language)
    from network.hubs import joining  # noqa: PLC0415 - who may come into a group is asked here in turn

    joining.may_come(work, reader.id)
    return new


def withdraw(work: Work, reader: Reader, purpose: Purpose) -> bool:
    """Withdraw one's consent to an optional purpose; it stays written down, with its end. Says whether one stood.

    Raises NetworkError for what membership cannot be without: whoever withdraws that leaves (membership.leave).
    """
    if purpose in NEEDED and reader.takes_part:
        raise NetworkError(
            N_("Without this consent nobody can be a member. If you withdraw it, you leave the network.")
        )
    ended = queries.end(work.session, reader.id, [purpose], work.now) > 0
    if ended and purpose is Purpose.DIRECTORY:
        attending.unname(work, reader.id)
    return ended


def standing(work: Work, person_id: int) -> dict[Purpose, Consent]:
    """What somebody agreed to and did not withdraw, the newest version of each purpose."""
    return {
        Purpose(row.purpose): Consent(Purpose(row.purpose), row.version, row.language, row.given_at)
        for row in queries.standing(work.session, person_id)
    }


def outdated(work: Work, person_id: int) -> list[Purpose]:
    """Which of the documents somebody has to accept (again): the version in force is newer than the one they did."""
    held = standing(work, person_id)
    return [p for p in NEEDED if p not in held or held[p].version < version_in_force(work, p)]


def needs_guidelines(work: Work, person_id: int) -> bool:
    """Whether the guidelines in force are newer than those somebody accepted."""
    return Purpose.GUIDELINES in outdated(work, person_id)


def require_guidelines(work: Work, reader: Reader) -> None:
    """Let only those pass who accepted the guidelines in force.

    Asked where somebody starts something of their own or writes to others; never for reading, changing one's data
    or leaving. Raises NetworkError otherwise.
    """
    if needs_guidelines(work, reader.id):
        raise NetworkError(N_("The guidelines have changed. Please accept the new version first: send /start."))
