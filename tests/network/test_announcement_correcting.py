"""After an announcement: corrections, by one and by two at once; sending again; taking back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update

from db.models import Copy, Notice
from db.unit import Database
from db.values import AnnouncementState, Audience, CopyState, RichText
from network import announcements
from network.announcements import LINE, correcting, running
from network.announcements.correcting import Applied, Conflict
from network.announcements.reading import Announcement
from network.errors import NetworkError, NotAllowed, Outdated
from network.work import Work
from tests.network.announced import (
    MENA,
    NETWORK,
    coordinators,
    deliver,
    draft,
    group,
    holders,
    launch,
    line,
    member,
    reader,
    work_in,
)
from tests.network.test_announcement_sending import two_at_once


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        for number in range(10, 14):
            member(work, number, region="mena" if number % 2 else "see", zone="Asia/Amman", language="ar")
        yield work


def sent(work: Work, words: str = "Hello", audience: Audience | None = None) -> Announcement:
    """Launch something; nothing has left yet."""
    by = reader(work, NETWORK)
    return launch(work, by, draft(work, by, words, audience))


# --- Correcting ----------------------------------------------------------------------------------------------------


def correct(work: Work, telegram_id: int, found: Announcement, words: str) -> int:
    """Write new words aside; returns the correction."""
    by = reader(work, telegram_id)
    begun = correcting.begin(work, by, found.id)
    correcting.set_version(work, by, begun.id, "en", RichText(words))
    return begun.id


def words(work: Work, found: Announcement) -> str:
    text_now = announcements.several(work, [found.id])[found.id].text
    assert text_now
    return text_now.shown("en").body.text


def test_the_second_sees_the_first_ones_words_and_decides(work: Work) -> None:
    found = sent(work, audience=Audience(regions=("mena",)))
    deliver(work)
    one, other = correct(work, NETWORK, found, "First"), correct(work, MENA, found, "Second")
    network, mena = reader(work, NETWORK), reader(work, MENA)
    assert words(work, found) == "Hello", "nothing is taken over yet"
    assert isinstance(correcting.apply(work, network, one, line), Applied)
    met = correcting.apply(work, mena, other, line)
    assert isinstance(met, Conflict)
    assert (met.by, met.at, met.text.shown("en").body.text) == (network.id, work.now, "First")
    assert words(work, found) == "First"
    assert isinstance(correcting.apply(work, mena, other, line, over=met.revision - 1), Conflict), "an older one"
    assert isinstance(correcting.apply(work, mena, other, line, over=met.revision), Applied)
    assert words(work, found) == "Second"
    with pytest.raises(Outdated):
        correcting.apply(work, mena, other, line, over=met.revision)


def test_two_corrections_at_once_meet(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        found = sent(work, audience=Audience(regions=("mena",)))
        deliver(work)
        one, other = correct(work, NETWORK, found, "First"), correct(work, MENA, found, "Second")
        network, mena = reader(work, NETWORK), reader(work, MENA)
    came = two_at_once(
        database,
        [
            lambda work: correcting.apply(work, network, one, line),
            lambda work: correcting.apply(work, mena, other, line),
        ],
    )
    assert sorted(type(one).__name__ for one in came) == ["Applied", "Conflict"]
    with database.unit() as session:
        applied = "First" if isinstance(came[0], Applied) else "Second"
        assert words(work_in(session), found) == applied
        revision = session.scalar(select(Notice.revision).where(Notice.kind == "announcement"))
        assert revision == 2, "every copy is edited once"


def test_one_press_twice_at_once_corrects_once(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10)
        found = sent(work)
        deliver(work)
        one = correct(work, NETWORK, found, "First")
        network = reader(work, NETWORK)
    came = two_at_once(database, [lambda work: correcting.apply(work, network, one, line)] * 2)
    assert {Outdated} < {type(one) if isinstance(one, Applied) else one for one in came}
    with database.unit() as session:
        assert session.scalar(select(Notice.revision).where(Notice.kind == "announcement")) == 2


def test_a_correction_keeps_what_is_stale_and_takes_away_what_was_removed(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    for language, said in (("fr", "Bonjour"), ("ar", "مرحبا"), ("de", "Hallo")):
        begun = announcements.drafts.set_version(work, by, begun.id, language, RichText(said))
    found = launch(work, by, begun)
    deliver(work)
    correction = correcting.begin(work, by, found.id)
    correcting.set_version(work, by, correction.id, "en", RichText("Hello all"))
    correcting.set_version(work, by, correction.id, "fr", RichText("Bonjour à tous"))
    correcting.set_version(work, by, correction.id, "de", None)
    correcting.apply(work, by, correction.id, line)
    now = announcements.several(work, [found.id])[found.id].text
    assert now
    assert {one.language: (one.body.text, one.stale) for one in now.versions.values()} == {
        "en": ("Hello all", False),
        "fr": ("Bonjour à tous", False),
        "ar": ("مرحبا", True),
    }


def test_a_correction_that_does_not_fit_changes_nothing(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    deliver(work)
    one = correct(work, NETWORK, found, "x" * 4090)  # it would fit, but for the line about the language
    begun = correcting.correction(work, by, one)
    assert {(p.language, p.by) for p in correcting.problems(work, begun, line)} == {("ar", 16), ("de", 16), ("fr", 16)}
    with pytest.raises(NetworkError):
        correcting.apply(work, by, one, line)
    assert words(work, found) == "Hello"


def test_a_line_goes_to_those_who_hold_it_and_were_ticked(work: Work) -> None:
    group(work, "mena", -1001)
    member(work, 20, region="mena", language="fr")
    found = sent(work, audience=Audience(regions=("mena",), hubs=("mena",)))
    deliver(work)
    lost = select(Copy.id).join(Notice, Notice.id == Copy.notice_id).where(Notice.kind == "announcement").limit(1)
    work.session.execute(update(Copy).where(Copy.id.in_(lost)).values(state=CopyState.MAYBE))  # the first is 11
    one = correct(work, NETWORK, found, "Hello all")
    correcting.apply(work, reader(work, NETWORK), one, line, tell=Audience(languages=("ar",)))
    deliver(work)
    asked = "SELECT telegram_id FROM chat JOIN copy ON copy.chat_id = chat.id JOIN notice ON notice.id = notice_id"
    got = work.session.scalars(text(f"{asked} WHERE notice.kind = :kind"), {"kind": LINE})
    assert set(got) == {13}, "not to groups, not to who may not have it, not to another language"


def test_only_the_writer_goes_on_with_a_correction(work: Work) -> None:
    found = sent(work, audience=Audience(regions=("mena",)))
    one = correct(work, NETWORK, found, "First")
    for act in (correcting.correction, correcting.discard):
        with pytest.raises(NotAllowed):
            act(work, reader(work, MENA), one)
    correcting.discard(work, reader(work, NETWORK), one)
    with pytest.raises(Outdated):
        correcting.correction(work, reader(work, NETWORK), one)


# --- Sending again, taking back ------------------------------------------------------------------------------------


def test_those_who_may_not_have_it_are_sent_it_by_name_or_all(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    deliver(work, CopyState.MAYBE)
    people, total = correcting.maybe(work, by, found.id)
    assert (len(people), total) == (4, 4)
    other = sent(work, "Another")
    assert correcting.send_again(work, by, other.id, [people[0].copy_id]) == 0, "a copy of something else"
    assert correcting.send_again(work, by, found.id, [people[0].copy_id]) == 1
    assert correcting.send_again(work, by, found.id, [people[0].copy_id]) == 0
    assert correcting.send_again(work, by, found.id) == 3
    deliver(work)
    assert holders(work, found) == {10, 11, 12, 13}
    assert correcting.maybe(work, by, found.id) == ([], 0)


def test_what_was_taken_back_stays_so(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    deliver(work)
    one = correct(work, NETWORK, found, "First")
    assert correcting.take_back(work, by, found.id).state is AnnouncementState.WITHDRAWN
    assert correcting.take_back(work, by, found.id).state is AnnouncementState.WITHDRAWN
    deliver(work)
    assert holders(work, found, CopyState.DELETED) == {10, 11, 12, 13}
    for refused in (correcting.begin, correcting.send_again, running.pause, running.resume):
        with pytest.raises(Outdated):
            refused(work, by, found.id)
    with pytest.raises(Outdated):
        correcting.apply(work, by, one, line)
