"""The whole way of an event in each language: made, published, answered, reminded of, and called off.

Buttons are found by their words in the person's own language, so whatever is not translated would not be missed here;
what a person types is as a native speaker would type it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.kit.speech import speech
from tests.coordinators import coordinator
from tests.people import joins
from tests.talk import Shown, Talker, Town

LINK = "https://example.org/room"
STARTS = datetime(2027, 3, 25, 11, 30, tzinfo=UTC)  # 14:30 in Amman
MOVED = datetime(2027, 3, 26, 12, 0, tzinfo=UTC)  # 15:00 there
CANCELLED = "<b>This event was cancelled.</b>"


@dataclass(frozen=True)
class Tongue:
    """What people type in one language."""

    code: str
    title: str
    when: str
    moved: str
    about: str
    reason: str
    remind: str
    errand: str


TONGUES = (
    Tongue("en", "Compost from kitchens", "25 March 14:30", "26 March 15:00",
           "Bring your figures.", "The hall is closed.",
           "tomorrow at 9 send the waste figures to Amman", "send the waste figures to Amman"),
    Tongue("fr", "Compost des cuisines", "le 25 mars à 14h30", "le 26 mars à 15h",
           "Apportez vos chiffres.", "La salle est fermée.",
           "demain à 9h envoyer les chiffres à Amman", "envoyer les chiffres à Amman"),
    Tongue("de", "Kompost aus Küchen", "25. März 14:30 Uhr", "26. März um 15 Uhr",
           "Bringt eure Zahlen mit.", "Der Saal ist geschlossen.",
           "morgen um 9 Uhr die Zahlen nach Amman schicken", "die Zahlen nach Amman schicken"),
    Tongue("ar", "سماد من المطابخ", "٢٥ مارس ١٤:٣٠", "٢٦ مارس الساعة ١٥:٠٠",
           "أحضروا أرقامكم.", "القاعة مغلقة.",
           "غدًا الساعة ٩ صباحًا أرسل الأرقام إلى عمّان", "أرسل الأرقام إلى عمّان"),
)  # fmt: skip


class Native:
    """Somebody whose phone, words and buttons are in one language."""

    def __init__(self, talker: Talker, language: str) -> None:
        self.talker, self.t = talker, speech(language)

    def taps(self, *labels: str, **values: Any) -> "Native":
        """Press buttons one after the other, named by what they say in English."""
        for label in labels:
            self.talker.presses(bare(self.t.plain(label, **values)))
        return self

    def doing(self, *starts: str) -> "Native":
        """Press buttons whose words might be mistaken for others', named by how their data begins."""
        for start in starts:
            on, data = next(
                (shown, button["callback_data"])
                for shown in reversed(self.talker.messages)
                for row in shown.keyboard
                for button in row
                if button.get("callback_data", "").startswith(start)
            )
            self.talker.presses(data=data, on=on)
        return self

    def says(self, *texts: str) -> "Native":
        for text in texts:
            self.talker.says(text)
        return self

    def said(self, words: str, **values: Any) -> str:
        """What a sentence is in their language, without isolates."""
        return bare(re.sub("<[^>]+>", "", str(self.t(words, **values))))

    @property
    def sees(self) -> str:
        return self.talker.sees


def bare(text: str) -> str:
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def dates(shown: Shown) -> list[tuple[int, str]]:
    """The moments in a message that phones write in their own way."""
    found = re.findall(r'<tg-time unix="(\d+)"(?: format="(\w+)")?>', shown.html)
    return [(int(unix), letters) for unix, letters in found]


@pytest.fixture(params=TONGUES, ids=lambda tongue: tongue.code)
def tongue(request: pytest.FixtureRequest) -> Tongue:
    found: Tongue = request.param
    return found


def until(town: Town, moment: datetime) -> None:
    town.later(seconds=(moment - town.now).total_seconds())


def published(town: Town, karim: Native, tongue: Tongue) -> None:
    """A coordinator makes an event, one question after the other, and lets it out."""
    karim.says("/newevent", tongue.title, tongue.when).taps("Yes, that is right")
    karim.talker.presses(data=karim.talker.last.keyboard[1][0]["callback_data"])  # two hours
    karim.taps("Virtual").says(LINK, tongue.about)
    karim.taps("See it, then publish", "Yes, publish it")
    town.deliver()


def test_the_whole_way_in_one_language(database: Any, tongue: Tongue) -> None:
    town = Town(database)
    karim = Native(coordinator(town, "Karim", "mena", language=tongue.code), tongue.code)
    mona = Native(town.person("Mona", language=tongue.code), tongue.code)
    joins(mona.talker, name="Mona Saleh", country="TN", zone="Africa/Tunis")

    published(town, karim, tongue)
    assert tongue.title in mona.sees
    assert tongue.about in mona.sees
    assert LINK not in mona.sees
    assert (int(STARTS.timestamp()), "wDt") in dates(mona.talker.last), "her phone writes the date its own way"

    mona.taps("Going")
    assert LINK in mona.sees
    assert f"✓ {bare(mona.t.plain('Going'))}" in mona.talker.buttons

    karim.taps("Organise").doing("ec:b:", "en:f:2:start:").says(tongue.moved).doing("en:m:", "ec:r:", "ec:y:")
    heard = len(mona.talker.messages)
    town.later(minutes=1)
    assert len(mona.talker.messages) == heard + 1
    assert mona.sees.startswith("✏️")
    assert tongue.title in mona.sees
    card = next(message for message in mona.talker.messages if tongue.about in message.text)
    assert (int(MOVED.timestamp()), "wDt") in dates(card), "the card stands corrected"

    heard = len(mona.talker.messages)
    until(town, MOVED - timedelta(days=1, seconds=1))
    assert len(mona.talker.messages) == heard, "the reminder went along"
    until(town, MOVED - timedelta(days=1))
    assert len(mona.talker.messages) == heard + 1
    assert mona.said("<b>Reminder: {title}</b>", title=tongue.title) in mona.sees
    assert LINK not in mona.sees
    until(town, MOVED - timedelta(hours=1))
    assert LINK in mona.sees, "the last reminder carries the link"

    karim.doing("e:x:").doing("ec:c:", "ec:cy:").says(tongue.reason)
    town.later(minutes=1)
    assert tongue.reason in mona.sees
    card = next(message for message in mona.talker.messages if mona.said(CANCELLED) in message.text)
    assert LINK not in card.text
    heard = len(mona.talker.messages)
    until(town, MOVED + timedelta(days=4))
    assert len(mona.talker.messages) == heard, "nothing more is heard of it"


def test_a_reminder_for_oneself_in_one_line(town: Town, tongue: Tongue) -> None:
    mona = Native(town.person("Mona", language=tongue.code), tongue.code)
    joins(mona.talker, name="Mona Saleh")
    mona.says(f"/remind {tongue.remind}")
    assert tongue.errand in mona.sees
    until(town, datetime(2027, 3, 2, 5, 59, tzinfo=UTC))
    heard = len(mona.talker.messages)
    until(town, datetime(2027, 3, 2, 6, 0, tzinfo=UTC))  # nine o'clock in Amman
    assert len(mona.talker.messages) == heard + 1
    assert tongue.errand in mona.sees


@pytest.fixture
def town(sqlite: Any) -> Town:
    return Town(sqlite)
