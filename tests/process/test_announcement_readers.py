"""Readers who make it hard: they block, leave, fit thrice, live in a group that moves, or read 4,096 characters."""

import io
from typing import Any

import pytest
from PIL import Image

from db.models import Chat, PersonRegion, PersonTopic
from db.values import Attachment, CopyState, RichText, Span
from handlers.announcements.letter import line
from network import membership, privacy
from network.announcements import audiences, correcting, drafts
from network.people import Reader
from network.work import Work
from tests.announcing import coordinator
from tests.process.crowd import Crowd
from tests.process.judging import settled
from tests.process.running import BOT, TOKEN, Phone, until
from tests.process.scene import Scene, on

pytestmark = pytest.mark.process

SENT, SKIPPED, UNREACHABLE = CopyState.SENT, CopyState.SKIPPED, CopyState.UNREACHABLE


# --- whom Telegram refuses ----------------------------------------------------------------------------------------
def picture(scene: Scene, chat: int) -> Attachment:
    """Let the bot's Telegram keep a picture."""
    bytes_ = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(bytes_, "PNG")
    reply = scene.town.http.post(
        f"/bot{TOKEN}/sendPhoto", data={"chat_id": chat}, files={"photo": ("a.png", bytes_.getvalue())}
    )
    assert reply.is_success, reply.text
    return Attachment("photo", reply.json()["result"]["photo"][-1]["file_id"], BOT)


@on("postgresql")
def test_an_album_reaches_everybody_but_those_who_blocked_the_bot(scene: Scene) -> None:
    people = scene.crowd(40, blocked=0.25, deactivated=0.1)
    shown = [picture(scene, min(people.everybody - people.unreachable)) for _ in range(3)]

    def add(work: Work, reader: Reader, number: int) -> None:
        for one in shown:
            drafts.add_attachment(work, reader, number, one)

    people.announces(add)
    people.comes_to_its_end()
    settled(people)
    refused = {status for chat, _, status, _ in people.sends() if chat in people.unreachable}
    assert 400 in refused, "what an album is told of whoever blocked the bot is no 403"


# --- whom it is for -----------------------------------------------------------------------------------------------
@on("postgresql")
def test_whoever_fits_in_three_ways_gets_one(scene: Scene) -> None:
    people = scene.crowd(12)

    def join_everything(work: Work) -> None:
        for place in range(people.count):
            work.session.add_all(PersonRegion(person_id=people.row + place, region=key) for key in ("see", "ssa"))
            work.session.add_all(PersonTopic(person_id=people.row + place, topic=key) for key in ("waste", "water"))

    def choose(work: Work, reader: Reader, number: int) -> None:
        for name, values in {"regions": ("mena", "see", "ssa"), "topics": ("waste", "water")}.items():
            for value in values:
                audiences.choose(work, reader, number, name, value)

    people.unit(join_everything)
    people.announces(choose)
    people.comes_to_its_end()
    settled(people)


@on("postgresql")
def test_whoever_leaves_before_the_next_try_gets_nothing(scene: Scene) -> None:
    people = scene.crowd(20)
    leaver = people.first + 7
    scene.town.fault(kind="status", code=500, method="send*", chat=leaver)
    people.announces()
    until(lambda: leaver in {chat for chat, *_ in people.sends()}, "the first try")
    people.unit(lambda work: membership.leave(work, people.reader(work, 7)))
    people.comes_to_its_end()
    assert people.states() == {SENT: 19, SKIPPED: 1}
    assert people.of_state(SKIPPED) == {leaver} == people.everybody - people.arrived().keys()


@on("postgresql")
def test_whoever_leaves_or_is_erased_while_it_is_on_its_way_does_no_harm(scene: Scene) -> None:
    people = scene.crowd(20)
    leaver, erased = people.first + 7, people.first + 8
    for chat in (leaver, erased):
        scene.town.fault(kind="slow", seconds=2.0, method="send*", chat=chat)
    people.announces()
    until(lambda: people.states().get(SENT) == 18, "the others to have it", every=0.05)

    def go(work: Work) -> None:
        membership.leave(work, people.reader(work, 7))
        privacy.erase_person(work, people.row + 8, erased)

    people.unit(go)
    assert not {leaver, erased} & people.arrived().keys()
    people.comes_to_its_end()
    until(lambda: erased not in people.arrived(), "what came too late to be taken back")
    # It had left already. Of whom nothing is known any more, nothing is counted.
    assert people.states() == {SENT: 19}
    assert leaver in people.of_state(SENT)
    card = people.figures()
    assert (card.total, card.sent) == (19, 19)


@on("postgresql")
def test_a_group_that_migrates_has_it_once_under_its_new_id(scene: Scene) -> None:
    people = scene.crowd(2)
    made = scene.town.post(
        "/groups", {"title": "Hub", "owner": people.first, "kind": "group", "people": [people.first + 1]}
    )

    def link(work: Work) -> None:
        work.session.add(Chat(bot_id=BOT, telegram_id=made["id"], kind="group", hub="mena", language="en"))

    def choose(work: Work, reader: Reader, number: int) -> None:
        audiences.choose(work, reader, number, "hubs", "mena")
        audiences.set_people(work, reader, number, to_people=False)

    people.unit(link)  # before the bot hears of it
    scene.town.post(f"/groups/{made['id']}/add", {"accounts": [BOT]})
    moved = scene.town.post(f"/groups/{made['id']}/migrate")
    people.announces(choose)
    people.comes_to_its_end()
    assert people.states() == {SENT: 1}
    assert people.of_state(SENT) == {moved["id"]}
    assert people.arrived() == {moved["id"]: 1}
    card = people.figures()
    assert (card.total, card.sent, card.pending) == (1, 1, 0)


# --- what is in it ------------------------------------------------------------------------------------------------
def longest(opening: str) -> RichText:
    """4,096 characters of Arabic with emoji beyond the first plane, formatted in formatted text up to the last one."""
    block = "ورشة العمل 👩\u200d🔬🌍 في عمّان تبدأ الساعة التاسعة 🗓\ufe0f ومعكم أرقام مدينتكم. "
    text = (opening + block * 80)[:4095].rstrip() + "."
    text += "🏁" * (4096 - len(text))
    spans = [Span("bold", 0, 200), Span("italic", 10, 100), Span("underline", 20, 50), Span("spoiler", 30, 20)]
    spans += [Span("blockquote", 300, 700), Span("bold", 320, 300), Span("text_link", 330, 90, "https://example.org/")]
    spans += [Span("expandable_blockquote", 1100, 2000), Span("strikethrough", 1200, 800), Span("code", 3200, 60)]
    spans += [Span("bold", 3400, 696), Span("italic", 3500, 596), Span("underline", 4000, 96)]
    return RichText(text, tuple(spans))


def shown_as(rich: RichText) -> list[dict[str, object]]:
    """The entities by which Telegram shows it, counted in UTF-16 by other means than the program's."""

    def units(end: int) -> int:
        return len(rich.text[:end].encode("utf-16-le")) // 2

    return [
        {"type": span.kind, "offset": units(span.start), "length": units(span.start + span.length) - units(span.start)}
        | ({"url": span.value} if span.value else {})
        for span in rich.spans
    ]


def received(people: Crowd) -> dict[str, Any]:
    """What the reader of Arabic has."""
    return Phone(people.town, people.first + 2).received[-1]


def holds(people: Crowd, rich: RichText) -> None:
    """The reader of Arabic sees exactly that."""
    seen = received(people)
    assert seen["text"] == rich.text
    assert len(seen["text"]) == 4096
    assert by_place(seen["entities"]) == by_place(shown_as(rich))


def by_place(entities: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return sorted((one["offset"], one["length"], one["type"], one.get("url")) for one in entities)


@on("postgresql")
def test_the_longest_text_in_arabic_arrives_and_is_corrected_to_the_letter(scene: Scene) -> None:
    people = scene.crowd(4)
    first, second = longest("دعوة: "), longest("تصحيح: ")
    people.announces(lambda work, reader, number: drafts.set_version(work, reader, number, "ar", first))
    people.comes_to_its_end()
    assert people.states() == {SENT: 4}
    holds(people, first)

    def correct(work: Work) -> None:
        reader = coordinator(work)
        begun = correcting.begin(work, reader, people.announcement)
        correcting.set_version(work, reader, begun.id, "ar", second)
        correcting.apply(work, reader, begun.id, line)

    people.unit(correct)
    scene.town.skip(seconds=30)
    until(lambda: received(people)["text"].startswith("تصحيح"), "the copy to be corrected", every=0.3)
    holds(people, second)
    assert people.states() == {SENT: 4}
    assert people.arrived().keys() == people.everybody - {people.first + 2}
