"""The rules of starting a discussion: what is alike, how much one person may write, and which language it is in."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update

from db.models import Discussion, Person, Post
from db.values import Attachment, DiscussionState, PostState, RichText, Span, Status
from network.discussions import drafts, likeness, limits, publishing, tongue
from network.errors import NetworkError, NotAllowed, Outdated
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite)


def member(town: Town, name: str = "Mona") -> Talker:
    talker = town.person(name, language="en")
    joins(talker, name=f"{name} Saleh")
    return talker


def drafted(work, talker: Talker, title: str = "Clean markets", words: str = "How?") -> drafts.Draft:
    reader = reader_of(work, talker)
    made = drafts.begin(work, reader)
    drafts.set_topic(work, reader, made, "waste")
    drafts.set_title(work, reader, made, title)
    return drafts.set_text(work, reader, made, RichText(words))


def published(work, talker: Talker, title: str, words: str = "How?") -> int:
    draft = drafted(work, talker, title, words)
    return publishing.publish(work, reader_of(work, talker), draft.id, draft.version).id


# Titles


@pytest.mark.parametrize(
    ("standing", "new"),
    [
        ("How do you keep markets clean?", "Keeping our markets clean"),
        ("How do you keep markets clean?", "CLEAN MARKETS"),
        ("Flood maps for small towns", "Mapping floods in a small town: which flood maps?"),
        ("Comment gérer les déchets des marchés ?", "Gerer les dechets du marche"),
        ("Wie trennt ihr Abfälle auf Märkten?", "Abfall trennen auf dem Markt"),
        ("كيف تفرزون النفايات في الأسواق؟", "فرز نفايات الاسواق"),
        ("Composting", "composting?"),
    ],
)
def test_titles_that_say_the_same_are_alike(database, standing, new):
    town = Town(database)
    mona = member(town)
    number = town.run(lambda work: published(work, mona, standing))
    assert [one.id for one in town.run(lambda work: likeness.like(work, new))] == [number]
    assert town.run(lambda work: likeness.like(work, new, but=[number])) == []


@pytest.mark.parametrize(
    "new",
    ["How do you keep streets lit?", "Markets", "How do you do it?", "???", "Clean water for schools", "Bus lanes"],
)
def test_titles_about_something_else_are_not(town, new):
    mona = member(town)
    town.run(lambda work: published(work, mona, "How do you keep weekly markets clean?"))
    assert town.run(lambda work: likeness.like(work, new)) == []


def test_what_is_closed_or_not_published_is_not_shown(town):
    mona, omar = member(town), member(town, "Omar")
    number = town.run(lambda work: published(work, mona, "Clean markets"))
    town.run(lambda work: drafted(work, omar, "Clean markets in town"))
    assert [one.id for one in town.run(lambda work: likeness.like(work, "Clean markets"))] == [number]
    town.run(lambda work: work.session.execute(update(Discussion).values(state=DiscussionState.CLOSED)))
    assert town.run(lambda work: likeness.like(work, "Clean markets")) == []


def test_three_are_shown_the_most_alike_first(town):
    people = [member(town, f"M{number}") for number in range(4)]
    titles = (
        "Clean markets",
        "Clean markets in winter towns",
        "Clean markets in winter",
        "Clean weekly markets at night",
    )
    numbers = [
        town.run(lambda work, p=person, t=title: published(work, p, t))
        for person, title in zip(people, titles, strict=True)
    ]
    found = town.run(lambda work: likeness.like(work, "Clean markets in winter"))
    assert [one.id for one in found] == [numbers[2], numbers[1], numbers[0]]


def test_a_hundred_thousand_discussions_are_compared_as_fast_as_a_few(database):
    town = Town(database)
    mona = member(town)
    author = town.run(lambda work: reader_of(work, mona).id)
    numbered = "WITH RECURSIVE n(x) AS (SELECT {first} UNION ALL SELECT x + 1 FROM n WHERE x < {last})"
    discussion = (
        "INSERT INTO discussion (id, author_id, state, title, title_folded, language, posts, version,"
        f" created_at, active_at) {numbered} SELECT x, {author}, 'open', 'waste market w' || x, '', 'en', 1, 1,"
        " '2027-03-01 09:00:00', '2027-03-01 09:00:00' FROM n"
    )
    # A third of the titles share one word, and each of a thousand others stands in a hundred.
    words = (
        f"INSERT INTO title_word (word, discussion_id) {numbered} SELECT 'waste', x FROM n WHERE x % 3 = 0"
        " UNION ALL SELECT 'market', x FROM n WHERE x % 2 = 0 UNION ALL SELECT 'w' || (x % 1000), x FROM n"
    )

    def fill(work, first: int, last: int) -> None:
        for statement in (discussion, words):
            work.session.execute(text(statement.format(first=first, last=last)))

    def quickest() -> float:
        took = []
        for _ in range(7):
            before = time.perf_counter()
            assert town.run(lambda work: likeness.like(work, "waste at the market: w77"))
            took.append(time.perf_counter() - before)
        return min(took)

    town.run(lambda work: fill(work, 1, 1000))
    few = quickest()
    town.run(lambda work: fill(work, 1001, 100_000))
    # The very same is found however old it is, and however usual its words are.
    old = (
        update(Discussion)
        .where(Discussion.id == 7)
        .values(title="Market waste", title_folded=likeness.folded("waste market"))
    )
    town.run(lambda work: work.session.execute(old))
    assert 7 in [one.id for one in town.run(lambda work: likeness.like(work, "Waste in the markets"))]
    # A hundred times as many; no more than the newest thousand of each word are read.
    assert quickest() < 10 * few


# Limits


@pytest.mark.parametrize(
    "words",
    ["see https://example.org/a", "HTTP://EXAMPLE.ORG", "www.example.de", "t.me/joinchat", "buy at shop-now.com today",
     "example.de/prices", "tg://resolve?domain=x"],
)  # fmt: skip
def test_links_are_seen_however_they_are_written(words):
    assert limits.has_link(RichText(words))


@pytest.mark.parametrize(
    "words", ["3.5 tons a day", "see plan.pdf", "at 14.30, e.g. here", "and so on...", "a/b tests", "4.5/5 stars"]
)
def test_what_only_looks_like_one_is_no_link(words):
    assert not limits.has_link(RichText(words))


def test_a_link_behind_words_is_one(town):
    mona = member(town)
    hidden = RichText("Look here", (Span("text_link", 5, 4, "https://example.org"),))

    def check(work):
        limits.check_words(work, reader_of(work, mona), hidden)

    with pytest.raises(NetworkError, match="New members cannot send links"):
        town.run(check)
    town.now += timedelta(days=7)
    town.run(check)


def test_posts_a_minute(town):
    mona = member(town)

    def write(work, number: int) -> None:
        reader = reader_of(work, mona)
        limits.check_post(work, reader, RichText("Yes."))
        row = {"discussion_id": 1, "number": number, "author_id": reader.id, "state": PostState.LIVE, "language": "en"}
        work.session.execute(insert(Post), [{**row, "posted_at": work.now}])

    town.run(lambda work: published(work, mona, "Clean markets"))
    for number in range(2, 6):
        town.run(lambda work, number=number: write(work, number))
    with pytest.raises(NetworkError, match="posts within a minute"):
        town.run(lambda work: write(work, 6))
    town.now += timedelta(seconds=61)
    town.run(lambda work: write(work, 6))


def test_a_deleted_post_counts_as_well_and_a_draft_does_not(town):
    mona = member(town)
    town.run(lambda work: drafted(work, mona))
    town.run(lambda work: limits.check_post(work, reader_of(work, mona), None))
    town.run(lambda work: work.session.execute(update(Post).values(state=PostState.DELETED)))
    assert town.run(lambda work: limits.queries.posts_since(work.session, 1, work.now - limits.MINUTE)) == 1


@pytest.mark.parametrize(
    ("kinds", "fine"),
    [(["photo", "video"], True), (["document"] * 10, True), (["photo"] * 11, False), (["photo", "document"], False),
     (["sticker"], False)],
)  # fmt: skip
def test_files_that_go_together(town, kinds, fine):
    files = [Attachment(kind, f"r{number}", BOT_ID) for number, kind in enumerate(kinds)]
    if fine:
        town.run(lambda work: limits.check_files(work, files))
        return
    with pytest.raises(NetworkError):
        town.run(lambda work: limits.check_files(work, files))


# Publishing


def test_nobody_publishes_what_they_may_not(town):
    mona, omar = member(town), member(town, "Omar")
    draft = town.run(lambda work: drafted(work, mona))
    with pytest.raises(NotAllowed):
        town.run(lambda work: publishing.publish(work, reader_of(work, omar), draft.id, draft.version))
    with pytest.raises(Outdated):
        town.run(lambda work: publishing.publish(work, reader_of(work, mona), draft.id, draft.version - 1))
    with pytest.raises(Outdated):
        town.run(lambda work: publishing.publish(work, reader_of(work, mona), 99, 1))
    suspended = update(Person).where(Person.name == "Mona Saleh").values(status=Status.SUSPENDED)
    town.run(lambda work: work.session.execute(suspended))
    with pytest.raises(NotAllowed, match="suspended"):
        town.run(lambda work: publishing.publish(work, reader_of(work, mona), draft.id, draft.version))
    assert town.run(lambda work: work.session.scalar(select(Discussion.state))) == DiscussionState.DRAFT


def test_what_is_incomplete_is_not_published(town):
    mona = member(town)

    def publish(work):
        reader = reader_of(work, mona)
        made = drafts.begin(work, reader)
        draft = drafts.set_title(work, reader, made, "Clean markets")
        return publishing.publish(work, reader, made, draft.version)

    with pytest.raises(NetworkError, match="Something is still missing"):
        town.run(publish)


def test_files_of_another_bot_are_left_behind(town):
    mona = member(town)
    draft = town.run(lambda work: drafted(work, mona))
    foreign = [["photo", "p1", BOT_ID + 1, None], ["photo", "p2", BOT_ID, None]]
    town.run(lambda work: work.session.execute(update(Post).values(files=foreign)))
    town.run(lambda work: publishing.publish(work, reader_of(work, mona), draft.id, draft.version))
    assert town.run(lambda work: work.session.scalar(select(Post.files))) == [["photo", "p2", BOT_ID, None]]


def test_what_is_put_below_a_text_keeps_its_marks():
    first = RichText("Bold one", (Span("bold", 0, 4),))
    whole = drafts.joined(first, RichText("a link", (Span("text_link", 2, 4, "https://example.org"),)))
    assert whole == RichText("Bold one\na link", (Span("bold", 0, 4), Span("text_link", 11, 4, "https://example.org")))


# Languages


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("How do you sort waste at the markets of your city?", "en"),
        ("Comment triez-vous les déchets sur les marchés ?", "fr"),
        ("Wie trennt ihr den Abfall auf den Märkten?", "de"),
        ("كيف تفرزون النفايات في الأسواق؟", "ar"),
        ("¿Cómo separan los residuos en los mercados de la ciudad?", "es"),
        ("Como vocês separam o lixo nas feiras e no centro da cidade?", "pt"),
        ("Çöpleri pazarda nasıl ayırıyorsunuz ve bu ne kadar sürer?", "tr"),
        ("Si e ndani mbeturinat në treg dhe a ka një plan për këtë?", "sq"),
        ("Како одвајате отпад на пијацама?", "sr"),
        ("በገበያ ላይ ቆሻሻን እንዴት ትለያላችሁ?", "am"),
        ("Flood maps", "fr"),  # no sign: what its author reads
        ("", "fr"),
        ("🚮🚮🚮 2027", "fr"),
        ("The plan of Amman: خطة and more of the words are in English", "en"),
    ],
)
def test_a_language_is_guessed(words, language):
    assert tongue.guess(words, [], "fr") == language


def test_one_language_with_several_names_is_called_as_its_author_calls_it():
    words = "Kako odvajate otpad na pijacama u vašem gradu i šta je bilo dobro?"
    assert tongue.guess(words, [], "en") == "bs"
    assert tongue.guess(words, ["de", "sr"], "en") == "sr"
