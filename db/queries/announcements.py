"""Queries about announcements: drafts, what runs, and the corrections made to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Announcement, AnnouncementCorrection, Chat, Copy, Notice, Person, Text, TextVersion
from db.values import AnnouncementState, CopyState

_ROW: tuple[Any, ...] = tuple(Announcement.__table__.c)
_CORRECTION: tuple[Any, ...] = tuple(AnnouncementCorrection.__table__.c)


def begin(session: Session, author_id: int, now: datetime) -> tuple[int, bool]:
    """Find a person's open draft, or write a new one down; returns its row number and whether it is new."""
    made = session.scalar(
        insert_or(session, Announcement)
        .values(
            author_id=author_id,
            state=AnnouncementState.DRAFT,
            created_at=now,
            updated_at=now,
            attachments=[],
            buttons=[],
            audience={},
            counted={},
        )
        .on_conflict_do_nothing()
        .returning(Announcement.id)
    )
    if made is not None:
        return made, True
    standing = select(Announcement.id).where(
        Announcement.author_id == author_id, Announcement.state == AnnouncementState.DRAFT
    )
    return session.execute(standing).scalar_one(), False


def has_draft(session: Session, author_id: int) -> bool:
    """Say whether a person has a draft open."""
    asked = select(Announcement.id).where(
        Announcement.author_id == author_id, Announcement.state == AnnouncementState.DRAFT
    )
    return session.scalar(asked) is not None


def get(session: Session, announcement_id: int, *, hold: bool = False) -> Row[Any] | None:
    """Fetch an announcement; `hold` keeps others from changing it until the commit."""
    asked = select(*_ROW).where(Announcement.id == announcement_id)
    return session.execute(asked.with_for_update() if hold else asked).one_or_none()


def several(session: Session, announcement_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch announcements by row number."""
    return list(session.execute(select(*_ROW).where(Announcement.id.in_(announcement_ids))))


def in_states(session: Session, states: Collection[AnnouncementState]) -> list[Row[Any]]:
    """List announcements in these states, the last one sent first: what a list needs to know of them."""
    columns = (
        Announcement.id,
        Announcement.author_id,
        Announcement.state,
        Announcement.audience,
        Announcement.to_people,
        Announcement.launched_at,
    )
    asked = select(*columns).where(Announcement.state.in_(states))
    return list(session.execute(asked.order_by(Announcement.launched_at.desc(), Announcement.id.desc())))


def change(session: Session, announcement_id: int, now: datetime, **values: Any) -> None:
    """Change an announcement; its version grows."""
    session.execute(
        update(Announcement)
        .where(Announcement.id == announcement_id)
        .values(version=Announcement.version + 1, updated_at=now, **values)
    )


def by_language_region_state(session: Session, subject_id: int, kind: str) -> list[Row[Any]]:
    """Count an announcement's copies by language, region and state, in one query; groups have no region."""
    asked = select(
        func.coalesce(Person.language, Chat.language, "").label("language"),
        Person.region,
        Chat.person_id.is_(None).label("in_group"),
        Copy.state,
        func.count().label("number"),
    )
    asked = (
        asked.join_from(Notice, Copy, Copy.notice_id == Notice.id)
        .join(Chat, Chat.id == Copy.chat_id)
        .outerjoin(Person, Person.id == Chat.person_id)
        .where(Notice.kind == kind, Notice.subject_id == subject_id)
    )
    return list(session.execute(asked.group_by(*asked.selected_columns[:4])))


def keep_counts(session: Session, announcement_id: int, counted: dict[str, Any]) -> None:
    """Keep how far an announcement is; its version stays."""
    session.execute(update(Announcement).where(Announcement.id == announcement_id).values(counted=counted))


def remove(session: Session, announcement_ids: Collection[int]) -> None:
    """Delete drafts with their words, and the corrections made before they became drafts again."""
    theirs = AnnouncementCorrection.announcement_id.in_(announcement_ids)
    texts = list(session.scalars(select(AnnouncementCorrection.text_id).where(theirs)))
    own = select(Announcement.text_id).where(Announcement.id.in_(announcement_ids), Announcement.text_id.is_not(None))
    texts += [text for text in session.scalars(own) if text is not None]
    session.execute(delete(AnnouncementCorrection).where(theirs))
    session.execute(delete(Announcement).where(Announcement.id.in_(announcement_ids)))
    _drop(session, texts)


def notices(session: Session, kind: str, subject_id: int) -> list[Row[Any]]:
    """List the notices of a kind about a subject: id, audience, due_at, filled_to, state."""
    asked = select(Notice.id, Notice.audience, Notice.due_at, Notice.filled_to, Notice.state)
    return list(session.execute(asked.where(Notice.kind == kind, Notice.subject_id == subject_id).order_by(Notice.id)))


def counts(session: Session, notice_ids: Sequence[int]) -> dict[CopyState, int]:
    """Count the copies of notices by state, in one query."""
    asked = select(Copy.state, func.count()).where(Copy.notice_id.in_(notice_ids)).group_by(Copy.state)
    return {CopyState(state): number for state, number in session.execute(asked)}


def tally(session: Session, notice_ids: Sequence[int], now: datetime) -> list[Row[Any]]:
    """Count the copies of notices by state in one look: state, number, waiting, next_at, behind.

    `waiting` for a later hour (a morning, or the end of a back-off), the next of them at `next_at`; `behind` show
    something older than they should.
    """
    later = (Copy.state == CopyState.PENDING) & Copy.open & (Copy.due_at > now)
    behind = (Copy.state == CopyState.SENT) & (Copy.open | Copy.lease_until.is_not(None))
    asked = select(
        Copy.state,
        func.count().label("number"),
        func.count().filter(later).label("waiting"),
        func.min(Copy.due_at).filter(later).label("next_at"),
        func.count().filter(behind).label("behind"),
    )
    return list(session.execute(asked.where(Copy.notice_id.in_(notice_ids)).group_by(Copy.state)))


def in_doubt(session: Session, subject_id: int, kind: str, offset: int, limit: int) -> tuple[list[Row[Any]], int]:
    """List copies that may not have arrived (copy_id, person_id, name), some of them, and count them all."""
    theirs = Copy.notice_id.in_(select(Notice.id).where(Notice.kind == kind, Notice.subject_id == subject_id))
    maybe = theirs & (Copy.state == CopyState.MAYBE)
    asked = (
        select(Copy.id.label("copy_id"), Chat.person_id, Person.name)
        .join_from(Copy, Chat, Chat.id == Copy.chat_id)
        .outerjoin(Person, Person.id == Chat.person_id)
        .where(maybe)
        .order_by(Copy.id)
    )
    total = session.execute(select(func.count()).select_from(Copy).where(maybe)).scalar_one()
    return list(session.execute(asked.offset(offset).limit(limit))), total


def by(session: Session, person_id: int) -> list[int]:
    """List the announcements that a person sent or corrected: what names them shows their row number."""
    corrected = select(AnnouncementCorrection.announcement_id).where(AnnouncementCorrection.author_id == person_id)
    theirs = (Announcement.author_id == person_id) & (Announcement.state != AnnouncementState.DRAFT)
    return list(session.scalars(select(Announcement.id).where(theirs | Announcement.id.in_(corrected))))


def written_by(session: Session, person_id: int) -> list[Row[Any]]:
    """Fetch what a person wrote in announcements and corrections: text_id, language, body."""
    own = select(Announcement.text_id).where(Announcement.author_id == person_id, Announcement.text_id.is_not(None))
    aside = select(AnnouncementCorrection.text_id).where(AnnouncementCorrection.author_id == person_id)
    asked = select(TextVersion.text_id, TextVersion.language, TextVersion.body)
    asked = asked.where(TextVersion.text_id.in_(own) | TextVersion.text_id.in_(aside))
    return list(session.execute(asked.order_by(TextVersion.text_id, TextVersion.language)))


def forget_unsent(session: Session, person_id: int) -> None:
    """Delete a person's draft and the corrections they did not apply, with their words. What was sent stays."""
    draft = (Announcement.author_id == person_id) & (Announcement.state == AnnouncementState.DRAFT)
    remove(session, list(session.scalars(select(Announcement.id).where(draft))))
    aside = (AnnouncementCorrection.author_id == person_id) & AnnouncementCorrection.applied_at.is_(None)
    texts = list(session.scalars(select(AnnouncementCorrection.text_id).where(aside)))
    session.execute(delete(AnnouncementCorrection).where(aside))
    _drop(session, texts)


def _drop(session: Session, texts: Sequence[int]) -> None:
    session.execute(delete(TextVersion).where(TextVersion.text_id.in_(texts)))
    session.execute(delete(Text).where(Text.id.in_(texts)))


def add_correction(
    session: Session, announcement_id: int, author_id: int, text_id: int, base_revision: int, now: datetime
) -> int:
    """Write down that somebody began to correct an announcement; returns the row number."""
    return session.execute(
        insert(AnnouncementCorrection)
        .values(
            announcement_id=announcement_id,
            author_id=author_id,
            text_id=text_id,
            base_revision=base_revision,
            begun_at=now,
        )
        .returning(AnnouncementCorrection.id)
    ).scalar_one()


def correction(session: Session, correction_id: int, *, hold: bool = False) -> Row[Any] | None:
    """Fetch a correction."""
    asked = select(*_CORRECTION).where(AnnouncementCorrection.id == correction_id)
    return session.execute(asked.with_for_update() if hold else asked).one_or_none()


def corrections(session: Session, correction_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch corrections by row number."""
    return list(session.execute(select(*_CORRECTION).where(AnnouncementCorrection.id.in_(correction_ids))))


def corrections_of(session: Session, announcement_id: int) -> list[int]:
    """List the corrections of an announcement of which some readers were told, by row number."""
    told = AnnouncementCorrection.announcement_id == announcement_id, AnnouncementCorrection.told
    return list(session.scalars(select(AnnouncementCorrection.id).where(*told)))


def open_correction(session: Session, announcement_id: int, author_id: int) -> Row[Any] | None:
    """Find the correction that somebody began and has not applied."""
    return session.execute(
        select(*_CORRECTION)
        .where(
            AnnouncementCorrection.announcement_id == announcement_id,
            AnnouncementCorrection.author_id == author_id,
            AnnouncementCorrection.applied_at.is_(None),
        )
        .order_by(AnnouncementCorrection.id.desc())
        .limit(1)
    ).one_or_none()


def last_applied(session: Session, announcement_id: int) -> Row[Any] | None:
    """Find the newest correction that was applied."""
    return session.execute(
        select(*_CORRECTION)
        .where(
            AnnouncementCorrection.announcement_id == announcement_id,
            AnnouncementCorrection.applied_at.is_not(None),
        )
        .order_by(AnnouncementCorrection.made_revision.desc())
        .limit(1)
    ).one_or_none()


def change_correction(session: Session, correction_id: int, **values: Any) -> None:
    """Change a correction."""
    session.execute(update(AnnouncementCorrection).where(AnnouncementCorrection.id == correction_id).values(**values))


def remove_correction(session: Session, correction_id: int) -> None:
    """Delete a correction that was not applied."""
    session.execute(delete(AnnouncementCorrection).where(AnnouncementCorrection.id == correction_id))
