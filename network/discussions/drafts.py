"""Writing a discussion, a part at a time. Everybody has one draft at most; it is kept until it is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import discussions as queries
from db.queries import people as people_queries
from db.values import Attachment, DiscussionState, RichText, Span
from network.discussions import likeness, limits, tongue
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.people import Reader
from network.work import Work


@dataclass(frozen=True, slots=True)
class Draft:
    """A discussion in the making, or what became of it. `region` None stands for everyone.

    `files` are those that this bot can still show. `version` grows with every change.
    """

    id: int
    author_id: int
    state: DiscussionState
    title: str | None
    topic: str | None
    region: str | None
    language: str
    text: RichText | None
    files: tuple[Attachment, ...]
    post_id: int
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever writes a discussion: the name and city that members read beside it, and what they know about."""

    name: str | None
    city: str | None
    region: str | None
    topics: tuple[str, ...]
    languages: tuple[str, ...]


def begin(work: Work, reader: Reader) -> int:
    """Find the reader's draft, or begin one; returns its row number.

    Raises NotAllowed for whoever is no member, or has no name that members could read beside it.
    """
    return begun(work, reader)[0]


def begun(work: Work, reader: Reader) -> tuple[int, bool]:
    """As `begin`; says also whether the draft is new."""
    limits.require_writer(reader)
    limits.require_signed(reader)
    region = reader.region if reader.region in work.charter.regions else None
    made, fresh = queries.begin(work.session, reader.id, _base(reader.language), work.now)
    if fresh and region:
        queries.change(work.session, made, region=region)
    return made, fresh


def find(work: Work, discussion_id: int, *, hold: bool = False) -> Draft:
    """Fetch a discussion as its author writes it, and hold it if asked to. Raises Outdated when it is gone."""
    if hold:
        queries.hold(work.session, discussion_id)
    found = read(work, [discussion_id])
    if discussion_id not in found:
        raise Outdated(N_("This draft is no more. Send /discuss to begin a new one."))
    return found[discussion_id]


def read(work: Work, discussion_ids: Sequence[int]) -> dict[int, Draft]:
    """Fetch several, by row number."""
    return {row.id: _draft(row, work.bot_id) for row in queries.several(work.session, discussion_ids)}


def draft(work: Work, reader: Reader, discussion_id: int) -> Draft:
    """Fetch and hold what the reader is writing.

    Raises NotAllowed for somebody else's and for whoever may not write, Outdated when it is gone or published.
    """
    limits.require_writer(reader)
    found = find(work, discussion_id, hold=True)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this."))
    if found.state is not DiscussionState.DRAFT:
        raise Outdated(N_("This is published already. Send /discuss to begin something new."))
    return found


def set_topic(work: Work, reader: Reader, discussion_id: int, topic: str) -> Draft:
    """Say what it is about. Raises NetworkError for a topic there is not, and as `draft`."""
    found = draft(work, reader, discussion_id)
    if topic not in work.charter.topics:
        raise NetworkError(N_("Please choose one of the topics."))
    return _changed(work, found, topic=topic)


def set_title(work: Work, reader: Reader, discussion_id: int, title: str) -> Draft:
    """Write the title, one plain line. Raises NetworkError for what is empty, too long or holds a link; as `draft`."""
    found, line = draft(work, reader, discussion_id), " ".join(title.split())
    if not line:
        raise NetworkError(N_("That was empty. Please write a few words."))
    limits.require_fitting(RichText(line), work.charter.limits.discussions.title)
    if limits.has_link(RichText(line)):
        raise NetworkError(N_("A link in the title leads nowhere. Please put it into the text."))
    return _changed(work, found, title=line, title_folded=likeness.folded(line))


def set_text(work: Work, reader: Reader, discussion_id: int, rich: RichText, *, told: str | None = None) -> Draft:
    """Write what stands at the beginning; its language is guessed, unless its author has `told` it.

    Raises NetworkError for what is empty or too long, for links of new members, and as `draft`.
    """
    found = draft(work, reader, discussion_id)
    if not rich.text.strip():
        raise NetworkError(N_("That was empty. Please write a few words."))
    limits.check_words(work, reader, rich)
    queries.change_opening(work.session, found.id, text=rich.to_json())
    return _changed(work, found, language=told or guessed(work, reader, f"{found.title or ''}\n{rich.text}"))


def add_text(work: Work, reader: Reader, discussion_id: int, rich: RichText, *, told: str | None = None) -> Draft:
    """Put more below what stands there. Raises as `set_text`."""
    found = draft(work, reader, discussion_id)
    if found.text is None:
        return set_text(work, reader, discussion_id, rich, told=told)
    return set_text(work, reader, discussion_id, joined(found.text, rich), told=told)


def joined(first: RichText, more: RichText) -> RichText:
    """Put one text below another."""
    before = first.text + "\n"
    moved = (Span(one.kind, one.start + len(before), one.length, one.value) for one in more.spans)
    return RichText(before + more.text, (*first.spans, *moved))


def set_region(work: Work, reader: Reader, discussion_id: int, region: str | None) -> Draft:
    """Say whom it is brought to; None: everyone. Raises NetworkError for a region there is not, and as `draft`."""
    found = draft(work, reader, discussion_id)
    if region is not None and region not in work.charter.regions:
        raise NetworkError(N_("Please choose one of the regions, or everyone."))
    return _changed(work, found, region=region)


def set_language(work: Work, reader: Reader, discussion_id: int, language: str) -> Draft:
    """Say which language it is written in, as a code. Raises as `draft`."""
    return _changed(work, draft(work, reader, discussion_id), language=language)


def add_file(work: Work, reader: Reader, discussion_id: int, file: Attachment) -> Draft:
    """Put a photo, video or file beside the words. Raises NetworkError for what does not go together; as `draft`."""
    found = draft(work, reader, discussion_id)
    files = (*found.files, file)
    limits.check_files(work, files)
    return _with_files(work, found, files)


def clear_files(work: Work, reader: Reader, discussion_id: int) -> Draft:
    """Take all photos, videos and files away. Raises as `draft`."""
    return _with_files(work, draft(work, reader, discussion_id), ())


def discard(work: Work, reader: Reader, discussion_id: int) -> None:
    """Throw a draft away. Raises as `draft`."""
    queries.remove(work.session, [draft(work, reader, discussion_id).id])


def guessed(work: Work, reader: Reader, text: str) -> str:
    """Guess the language somebody writes in, by what they write, read and speak."""
    known = people_queries.languages_of(work.session, reader.id)
    return tongue.guess(text, known, _base(reader.language))


def author(work: Work, reader: Reader) -> Author:
    """Say how members will read who writes, and what the reader works on."""
    name, city = queries.name_and_city(work.session, reader.id)
    topics = (topic for topic, _ in people_queries.topics_of(work.session, reader.id))
    languages = people_queries.languages_of(work.session, reader.id)
    return Author(name, city, reader.region, tuple(topics), tuple(languages))


def _with_files(work: Work, found: Draft, files: Sequence[Attachment]) -> Draft:
    queries.change_opening(work.session, found.id, files=stored(files))
    return _changed(work, found)


def _changed(work: Work, found: Draft, **values: Any) -> Draft:
    queries.change(work.session, found.id, **values)
    return find(work, found.id)


def _draft(row: Any, bot_id: int) -> Draft:
    files = tuple(Attachment(*one) for one in row.files or ())
    return Draft(
        id=row.id,
        author_id=row.author_id,
        state=DiscussionState(row.state),
        title=row.title,
        topic=row.topic,
        region=row.region,
        language=row.language,
        text=RichText.from_json(row.text) if row.text else None,
        files=tuple(one for one in files if one.bot_id == bot_id),
        post_id=row.post_id,
        version=row.version,
        created_at=row.created_at,
    )


def stored(files: Sequence[Attachment]) -> list[list[Any]]:
    """Files in the form that is stored."""
    return [[one.kind, one.reference, one.bot_id, one.name] for one in files]


def _base(language: str) -> str:
    return language.partition("-")[0]
