"""The step runner by itself: a small form, pressed and typed at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import CallbackQuery, Chat, Message, PhotoSize, User

from db.values import Status
from handlers.kit import form_steps, forms
from handlers.kit.answers import Answer, Answers
from handlers.kit.forms import Form, Press, Question, free_text
from handlers.kit.questions import token
from handlers.kit.speech import speech
from handlers.kit.step import Memory, Step
from network.charter import shipped_charter
from network.errors import N_, NetworkError
from network.people import Reader
from network.work import Work

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WHO = User(id=5, is_bot=False, first_name="Amal")
CHAT = Chat(id=5, type="private")
FRUITS = {"apple": "Apple", "pear": "Pear", "plum": "Plum", "x" * 48: "Very long"}


def no_plums(_view: forms.View, typed: str) -> Any:
    if "plum" in typed:
        raise NetworkError(N_("No {what}, please."), what=typed)
    return typed.split(", ")


def fruit_form(name: str, *, keeps: bool = False, finished: list[Any]) -> Form:
    def finish(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
        finished.append((answers, args))
        return step.show("Finished")

    return Form(
        name=name,
        keeps=keeps,
        finish=finish,
        questions=(
            Question(
                key="name",
                ask=lambda view: view.t("<b>Your name?</b>"),
                wants=N_("Here I need your name as text, please."),
                read=free_text(lambda charter: charter.limits.texts.name, lines=False),
                options=lambda view: [view.profile_name],
            ),
            Question(
                key="fruit",
                ask=lambda view: view.t("Which fruit?"),
                wants=forms.PLEASE_TEXT,
                options=lambda _view: list(FRUITS),
                label=lambda _view, value: FRUITS[value],
                forgets=("peel",),
            ),
            Question(
                key="peel",
                ask=lambda view: view.t("With its peel?"),
                wants=forms.PLEASE_TEXT,
                options=lambda _view: [True, False],
                label=lambda _view, value: "Yes" if value else "No",
                applies=lambda view: view.answers.get("fruit") == "apple",
            ),
            Question(
                key="more",
                ask=lambda view: view.t("Which others?"),
                wants=forms.PLEASE_TEXT,
                read=no_plums,
                options=lambda _view: ["fig", "lime", "date"],
                many=lambda _view: 2,
                optional=True,
            ),
        ),
    )


@dataclass
class Talk:
    """One person and one form; keeps the memory between steps, as the database would."""

    form: Form
    finished: list[Any]
    language: str = "en"
    memory: Memory = field(default_factory=Memory)
    shown: list[Answer] = field(default_factory=list)

    def step(self, *, pressed: bool = False) -> Step:
        reader = Reader(1, 5, Status.VISITOR, self.language, None, None, None, frozenset(), network_wide=False)
        work = Work(session=None, now=NOW, charter=shipped_charter(), bot_id=1)  # type: ignore[arg-type] - no database here
        t = speech(self.language)
        step = Step(work, reader, self.memory, t, "bot", 5, profile_name="Amal B")
        if pressed:
            step.pressed, step.query_id = 77, "q"
        return step

    def keep(self, answers: Answers) -> "Talk":
        self.shown = answers if isinstance(answers, list) else [answers] if answers else []
        return self

    def begin(self, **how: Any) -> "Talk":
        return self.keep(forms.begin(self.step(), self.form, **how))

    async def writes(self, text: str | None, **content: Any) -> "Talk":
        message = Message(message_id=1, date=NOW, chat=CHAT, from_user=WHO, text=text, **content)
        step = self.step()
        assert await form_steps.in_a_form(message, step)
        return self.keep(await form_steps.written(message, step))

    async def presses(self, data: str) -> "Talk":
        query = CallbackQuery(id="q", from_user=WHO, chat_instance="1", data=data)
        return self.keep(await form_steps.pressed(query, Press.unpack(data), self.step(pressed=True)))

    async def taps(self, label: str) -> "Talk":
        found = [button["callback_data"] for button in self.buttons if button["text"] == label]
        assert found, [button["text"] for button in self.buttons]
        return await self.presses(found[0])

    @property
    def text(self) -> str:
        return str(self.shown[-1].params["text"])

    @property
    def buttons(self) -> list[dict[str, str]]:
        keyboard = self.shown[-1].params.get("reply_markup", {"inline_keyboard": []})
        return [button for row in keyboard["inline_keyboard"] for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]


@pytest.fixture
def talk() -> Iterator[Talk]:
    yield from _talk(keeps=False)


@pytest.fixture
def kept() -> Iterator[Talk]:
    yield from _talk(keeps=True)


def _talk(*, keeps: bool) -> Iterator[Talk]:
    finished: list[Any] = []
    form = forms.register(fruit_form("fruit", keeps=keeps, finished=finished))
    yield Talk(form, finished)
    del forms._forms["fruit"]


async def test_a_form_from_its_first_question_to_its_end(talk: Talk) -> None:
    talk.begin(args={"basket": 3})
    assert talk.text == "<i>1 of 3</i>\n\n<b>Your name?</b>"
    assert talk.labels == ["Amal B", "Cancel", "🌐"]
    await talk.taps("Amal B")
    assert talk.shown[-1].method == "editMessageText"
    assert talk.shown[-1].params["message_id"] == 77
    await talk.writes("apple")  # typed, as the button says it
    assert talk.shown[-1].method == "sendMessage"
    assert talk.text.startswith("<i>3 of 4</i>"), "the peel applies now, so it counts"
    await talk.taps("No")
    await talk.taps("fig")
    assert "✓ fig" in talk.labels
    await talk.taps("Done")
    assert talk.finished == [({"name": "Amal B", "fruit": "apple", "peel": False, "more": ["fig"]}, {"basket": 3})]
    assert talk.memory.state is None
    assert talk.memory.data == {}


async def test_back_returns_and_the_next_answer_leads_to_where_one_was(talk: Talk) -> None:
    talk.begin()
    await talk.writes("Amal")
    await talk.taps("Pear")
    await talk.taps("Back")
    assert "Which fruit?" in talk.text
    assert "✓ Pear" in talk.labels
    assert not any(label.startswith("Keep") for label in talk.labels), "one button for one answer is enough"
    await talk.taps("Back")
    assert "Back" not in talk.labels, "nothing is before the first question"
    await talk.writes("Amal Badran")
    assert "Which others?" in talk.text
    await talk.taps("Skip")
    assert talk.finished == [({"name": "Amal Badran", "fruit": "pear", "more": None}, {})]


async def test_ways_through_the_form_can_be_typed_too(talk: Talk) -> None:
    talk.begin()
    await talk.writes("Amal")
    await talk.writes("back")
    assert "Your name?" in talk.text
    await talk.writes("Amal")
    await talk.writes("PÉAR!")
    await talk.writes("fig")
    await talk.writes(" done ")
    assert talk.finished[0][0]["more"] == ["fig"]


async def test_a_changed_answer_undoes_what_followed_from_it(talk: Talk) -> None:
    talk.begin()
    for answer in ("Amal", "Apple", "Yes", "back", "back", "Pear"):
        await talk.writes(answer)
    assert "Which others?" in talk.text
    await talk.taps("Skip")
    assert "peel" not in talk.finished[0][0]


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [PhotoSize(file_id="1", file_unique_id="1", width=1, height=1)], "caption": "Amal"},
        {"new_chat_title": "?"},
    ],
)
async def test_a_picture_where_a_name_is_wanted_loses_nothing(talk: Talk, content: dict[str, Any]) -> None:
    talk.begin()
    await talk.writes(None, **content)
    assert talk.text.startswith("<i>1 of 3</i>")
    assert talk.text.endswith("Here I need your name as text, please."), "where a phone shows it"
    assert talk.labels == ["Amal B", "Cancel", "🌐"]


async def test_ten_thousand_characters_get_a_useful_line(talk: Talk) -> None:
    talk.begin()
    await talk.writes("a" * 10_000)
    assert "10,000 characters, and only 80 fit" in talk.text
    await talk.writes("\u202e \u200b")
    assert "That was empty" in talk.text
    assert talk.finished == []


async def test_a_rule_that_says_no_is_shown_with_the_question(talk: Talk) -> None:
    talk.begin()
    await talk.writes("Amal")
    await talk.writes("pear")
    await talk.writes("plum & <b>")
    assert talk.text.endswith("No plum &amp; &lt;b&gt;, please.")
    assert "Which others?" in talk.text


async def test_a_word_from_the_middle_of_an_answer_decides_nothing(talk: Talk) -> None:
    talk.begin()
    await talk.writes("Amal")
    await talk.writes("long")
    assert talk.text.endswith("I did not understand that. Please tap one of the answers below.")
    assert set(FRUITS.values()) <= set(talk.labels), "all answers are still there"
    await talk.writes("very")
    assert "Which others?" in talk.text, "its beginning is enough"


async def test_what_fits_several_answers_is_asked_back(talk: Talk) -> None:
    talk.begin()
    await talk.writes("Amal")
    await talk.writes("pl")
    assert talk.text.endswith("Several answers fit. Which one do you mean?")
    assert talk.labels[:2] == ["Apple", "Plum"]
    assert "Pear" not in talk.labels
    await talk.taps("Plum")
    assert "Which others?" in talk.text


async def test_no_more_than_the_most_can_be_ticked(talk: Talk) -> None:
    talk.begin()
    for answer in ("Amal", "pear"):
        await talk.writes(answer)
    await talk.taps("fig")
    await talk.taps("lime")
    before = list(talk.buttons)
    await talk.presses(next(b["callback_data"] for b in before if b["text"] == "date"))
    assert talk.shown[0].method == "answerCallbackQuery"
    assert "At most 2" in talk.text
    await talk.writes("quince, medlar")
    assert "I kept the first ones" in talk.text
    await talk.taps("✓ fig")
    assert "✓ lime" in talk.labels
    assert "fig" in talk.labels


async def test_nothing_chosen_is_no_answer_where_one_is_needed(talk: Talk) -> None:
    talk.begin()
    await talk.presses("f:fruit:name:d:")
    assert "Your name?" in talk.text


async def test_stale_and_double_presses_show_where_one_is(talk: Talk) -> None:
    talk.begin()
    old = talk.buttons[0]["callback_data"]
    await talk.presses(old)
    await talk.presses(old)
    assert [answer.method for answer in talk.shown] == ["answerCallbackQuery", "editMessageText"]
    assert "Which fruit?" in talk.text
    talk.memory.clear()
    await talk.presses(old)
    assert talk.shown[0].params["show_alert"] is True


@pytest.mark.parametrize(
    "data", ["f:fruit:name:o:zzz", "f:fruit:name:k:", "f:fruit:name:s:", "f:fruit:nowhere:o:1", "f:fruit:name:!:"]
)
async def test_forged_presses_change_nothing(talk: Talk, data: str) -> None:
    talk.begin()
    await talk.presses(data)
    assert "Your name?" in talk.text
    assert talk.memory.data["form:fruit"]["answers"] == {}
    await talk.presses(data.replace("fruit", "gone"))
    assert talk.shown[0].method == "answerCallbackQuery"


async def test_cancel_forgets_the_draft(talk: Talk) -> None:
    talk.begin()
    await talk.writes("Amal")
    await talk.taps("Cancel")
    assert talk.memory.data == {}
    message = Message(message_id=1, date=NOW, chat=CHAT, from_user=WHO, text="/cancel")
    talk.keep(await form_steps.cancelled(message, talk.step()))
    assert "nothing to stop" in talk.text
    assert not await form_steps.in_a_form(message, talk.step())


async def test_a_kept_form_can_have_one_line_changed(kept: Talk) -> None:
    kept.begin(answers={"name": "Amal", "fruit": "pear", "more": []})
    assert kept.text == "Finished"
    kept.keep(forms.ask(kept.step(), kept.form, "fruit"))
    assert kept.labels == ["Apple", "✓ Pear", "Plum", "Very long", "Back", "Cancel", "🌐"]
    await kept.taps("Back")
    assert kept.text == "Finished"
    kept.keep(forms.ask(kept.step(), kept.form, "fruit"))
    await kept.taps("Apple")
    assert "With its peel?" in kept.text, "a question that now applies is asked before the end"
    await kept.taps("Yes")
    assert kept.finished[-1][0] == {"name": "Amal", "fruit": "apple", "peel": True, "more": []}
    await kept.writes("hello?")
    assert "use the buttons" in kept.shown[0].params["text"]
    assert kept.text == "Finished"
    forms.end(kept.step(), kept.form)
    assert kept.memory.data == {}


async def test_a_draft_of_an_older_form_still_finds_its_way(talk: Talk) -> None:
    talk.memory.go("form:fruit", **{"form:fruit": {"at": "gone", "answers": {"name": "Amal"}, "args": {}}})
    await talk.presses("f:fruit:gone:o:1")
    assert "Which fruit?" in talk.text
    talk.memory.go("form:older")
    await talk.writes("Amal")
    assert "closed" in talk.text
    assert talk.memory.state is None


async def test_arabic_rows_are_turned_and_names_isolated(talk: Talk) -> None:
    talk.language = "ar"
    talk.begin(answers={"name": "Amal"}, at="name")
    assert "\u2068Amal\u2069" in talk.labels[-3]
    assert talk.text.startswith("<i>")


def test_the_longest_button_fits() -> None:
    worst = Press(form="x" * forms.LONGEST_NAME, key="y" * forms.LONGEST_KEY, act="o", value=token("ö" * 500))
    assert len(worst.pack().encode()) <= 64
    plain = Press(form="x" * forms.LONGEST_NAME, key="y" * forms.LONGEST_KEY, act="o", value=token("z" * 20))
    assert len(plain.pack().encode()) <= 64


def test_names_are_checked_where_a_form_is_defined(talk: Talk) -> None:
    with pytest.raises(ValueError, match="twice"):
        forms.register(fruit_form("fruit", finished=[]))
    with pytest.raises(ValueError, match="too long"):
        forms.register(fruit_form("n" * 13, finished=[]))
