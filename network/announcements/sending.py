"""Letting an announcement go: once, however often and by however many it is pressed."""

from dataclasses import replace
from datetime import timedelta

from db.queries import announcements as queries
from db.values import AnnouncementState, Audience, Lane, Timing
from network import audit, notices
from network.announcements import audiences, reading, timing, wording
from network.announcements.audiences import Count
from network.announcements.kinds import ANNOUNCEMENT
from network.announcements.reading import Announcement
from network.announcements.wording import Line, Obstacle, Problem
from network.errors import N_, NetworkError, Outdated
from network.people import Reader
from network.work import Work


def problems(work: Work, reader: Reader, announcement: Announcement, count: Count, line: Line) -> list[Problem]:
    """List what stands in the way of sending, given how many it goes to.

    `line` says which language a text is in: it counts in every version that needs it.
    """
    found: list[Problem] = []
    if not audiences.reachable(work, reader, announcement.audience):
        found.append(Problem(Obstacle.OUT_OF_REACH))
    elif not (count.total or count.groups or count.estimated):
        found.append(Problem(Obstacle.NOBODY))
    if announcement.text is None:
        found.append(Problem(Obstacle.NO_TEXT))
    else:
        languages = languages_read(work, announcement, count)
        found += wording.too_long(announcement.text, languages, line, wording.limit(announcement))
    if timing.over(work, announcement):
        found.append(Problem(Obstacle.PAST))
    return found


def warnings(work: Work, announcement: Announcement, count: Count) -> list[wording.Concern]:
    """List what a coordinator should know of before sending: stale versions, and those that are missing."""
    return wording.warnings(announcement.text, languages_read(work, announcement, count))


def languages_read(work: Work, announcement: Announcement, count: Count) -> list[str]:
    """List the languages its readers read; all that were chosen where a sample or joining may bring more."""
    if not (count.estimated or announcement.joins_days):
        return sorted({one for one, number in count.by_language.items() if number} | count.group_languages)
    return sorted(audiences.languages_meant(work, announcement.audience) | count.group_languages)


def launch(work: Work, reader: Reader, announcement_id: int, version: int, line: Line) -> Announcement:
    """Let it go, now or at its time; `version` is the one that was looked at.

    A second press finds it gone out and changes nothing. Raises Outdated when it has changed since, NetworkError while
    something stands in the way (`problems`), and as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id, hold=True)
    if not found.is_draft:
        return found
    if found.version != version:
        raise Outdated(N_("The announcement has changed since you looked at it. Please look once more."))
    if problems(work, reader, found, audiences.count(work, reader, found), line):
        raise NetworkError(N_("Something still stands in the way. Please look at the announcement once more."))
    starts = timing.starts_at(work, found)
    people = audiences.effective(reader, found)
    later = starts > work.now
    queries.change(
        work.session,
        found.id,
        work.now,
        state=AnnouncementState.SCHEDULED if later else AnnouncementState.RUNNING,
        audience=replace(people, hubs=found.audience.hubs).to_json(),
        launched_at=work.now,
    )
    if found.to_people:
        _post(work, found, people)
    if groups := audiences.hub_groups(found):
        _post(work, found, groups)
    audit.record(
        work,
        reader,
        "announcement.launched",
        "announcement",
        found.id,
        regions=reading.concerned(work, replace(found, audience=people)),
        purpose=found.purpose,
        timing=found.timing,
    )
    return reading.several(work, [found.id])[found.id]


def _post(work: Work, found: Announcement, audience: Audience) -> None:
    starts = timing.starts_at(work, found)
    notices.post(
        work,
        ANNOUNCEMENT,
        found.id,
        audience,
        lane=Lane.ANNOUNCEMENT,
        due_at=starts,
        local_at=found.local_at if found.timing is Timing.MORNING else None,
        named_time=found.timing is not Timing.NOW,
        joins_until=starts + timedelta(days=found.joins_days) if found.joins_days else None,
    )
