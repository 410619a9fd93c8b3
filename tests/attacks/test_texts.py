"""Names, cities and words of people who try to break out of them."""

import json
import re
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from db.unit import Database
from handlers.kit.bidi import one_line
from tests.attacks.reading import assert_telegram_would_take, set_aside
from tests.coordinators import OWNER, coordinator, owner
from tests.talk import Town

WORDS = {
    "a tag": "<b>Eve</b><script>alert(1)</script>",
    "a tag left open": "<blockquote>Eve",
    "a tag closed": "</b></blockquote>Eve",
    "a link": '<a href="tg://user?id=1">Eve</a>',
    "an entity": "&lt;b&gt; &#60;b&#62; &amp;amp; Eve",
    "a placeholder": "Eve {name} {0} {} {number}",
    "a look inside": "Eve {0.__class__.__init__.__globals__} {reader.telegram_id!r:>9999}",
    "a per cent": "Eve %s %(name)s %n %",
    "a Markup": "Eve {0.__html__}",
    "SQL": "Eve'; DROP TABLE person; -- \" \\",
    "a wildcard": "%Eve_%",
    "a command": "Eve /erase",
    "a callback": "a:y:1 Eve",
    "right to left over": "\u202eevE\u202c Eve",
    "isolates left open": "\u2067\u2067\u2067Eve",
    "isolates closed": "\u2069\u2069\u2069Eve",
    "Arabic and tags": "إيف <i>حداد</i> {name}",
    "invisible": "E\u200bv\u2060e\ufeff",
    "lines": "Eve\n\n✅ Admitted by Olga\u2028\u0085x",
    "NUL and bells": "Eve\x00\x07\x1b[31m",
    "zalgo": "E" + "\u0301\u0327" * 30,
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️ Eve",
    "astral": "𝕰𝖛𝖊 " + "😀" * 60,
    "as long as can be": "&" * 79 + "E",
}
LEAK = re.compile(r"<class|__globals__'|object at 0x|telegram_id=|Markup\(")


def spread(persons: int, slots: int) -> Iterator[list[str]]:
    """Deal the words out: each comes into several slots of somebody's story."""
    dealt = cycle(WORDS.values())
    for _ in range(persons):
        yield list(islice(dealt, slots))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_word_of_a_person_becomes_anything_else(sqlite: Database, language: str) -> None:
    town = Town(sqlite, owners=(OWNER,))
    olga, sami = owner(town), coordinator(town, "Sami", "mena", language=language)
    for name, city, organisation, position, question, answer, reason in spread(8, 7):
        eve = town.person(name, last_name=city, language=language)
        eve.presses(data="j:join:").says(name).presses(data="f:join:member_group:o:civil_society").says("Jordan")
        eve.says(city).says(organisation).says(position).presses(data="f:join:topics:o:waste")
        eve.presses(data="f:join:topics:d:").presses(data="f:join:languages:o:ar").presses(data="f:join:languages:d:")
        eve.presses(data="f:join:advice:o:2").presses(data="jp:guidelines:9:f").presses(data="ja:guidelines:1:f")
        eve.presses(data="ja:privacy:1:f").presses(data="j:directory:yes").presses(data="j:newsletter:yes")
        eve.presses(data="j:send:")
        town.deliver()
        number = sami.last.keyboard[0][0]["callback_data"].split(":")[2]
        sami.presses(data=f"a:q:{number}").says(question).presses(data="f:a_ask:sure:o:go")
        town.deliver()
        eve.presses(data=eve.last.keyboard[0][0]["callback_data"]).says(answer)
        sami.says("/applications").presses(sami.buttons[-1])
        sami.presses(data=f"a:n:{number}").says(reason).presses(data="f:a_decline:sure:o:go")
        town.deliver()
        assert language == "ar" or "could not admit you" in eve.everything
        eve.presses(data="p:x:")
        page, machine = (message for message in eve.messages if message.file)
        assert json.loads(machine.content)["profile"][0]["name"] == cleaned(name)
        assert not re.search(rb"<script|<blockquote|<b>|<i>|<a href", page.content)
        olga.presses(data="t:a:").presses(data="f:t_add:scope:o:mena").presses(data="f:t_add:scope:d:")
        olga.presses(data="f:t_add:how:o:name").says(name)
        assert set_aside(town) == 0
    assert_telegram_would_take(town)
    assert not LEAK.search("\n".join(person.everything for person in town.people.values()))


def cleaned(words: str) -> str:
    """What is left of a name: one line, without what cannot be seen."""
    kept = one_line(words)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f\u2028\u2029]", kept)
    return kept


@pytest.mark.parametrize("letter", "\u115f\u1160\u3164\uffa0\u2800\u200d\u034f\u2063\U000e0061\u202e\u00ad😀1")
def test_a_name_must_show_a_letter(sqlite: Database, letter: str) -> None:
    town = Town(sqlite)
    eve = town.person(letter * 3)
    eve.presses(data="j:join:")
    assert eve.buttons == ["Cancel", "🌐"], "Telegram's name is not offered"
    eve.says(letter * 3)
    assert "I need your name in letters" in eve.sees


@pytest.mark.parametrize(
    "code", ["", "-", "__", "../../etc", "en\0", "x" * 5000, "EN_us-POSIX", "{0}", "zz", "ar-\u202e"]
)
def test_a_language_code_may_be_anything(sqlite: Database, code: str) -> None:
    town = Town(sqlite)
    eve = town.person("Eve", language=code)
    eve.says("/start")
    assert set_aside(town) == 0
    assert "Welcome" in eve.sees or "أهل" in eve.sees or "مرحب" in eve.sees
