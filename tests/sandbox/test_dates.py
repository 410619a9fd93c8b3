"""Dates that phones write in their own language and time zone, however a bot gives them."""

from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.text import fixed, parsed
from tests.sandbox.conftest import Talk

THEN = 1_798_106_400


def formats(raw: str, mode: str = "HTML", entities: Any = None) -> list[tuple[int, str]]:
    _, found = fixed(*parsed(raw, mode, entities))
    assert {one["type"] for one in found} == {"date_time"}
    return [(one["unix_time"], one["date_time_format"]) for one in found]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("r", "r"), ("wDT", "wDT"), ("Tw", "wT"), ("tTdD", "dt"), ("t", "t"), ("Dw", "wD"), ("", "")],
)
def test_a_format_comes_back_in_telegrams_order(given: str, kept: str) -> None:
    assert formats(f'<tg-time unix="{THEN}" format="{given}">then</tg-time>') == [(THEN, kept)]
    assert formats(f"![then](tg://time?unix={THEN}&format={given})", "MarkdownV2") == [(THEN, kept)]


def test_of_two_precisions_the_last_counts_in_an_entity_and_the_shorter_in_markup() -> None:
    entity = {"type": "date_time", "offset": 0, "length": 4, "unix_time": THEN}
    assert formats("then", "", [{**entity, "date_time_format": "tT"}]) == [(THEN, "T")]
    assert formats("then", "", [{**entity, "date_time_format": "WD"}]) == [(THEN, "wD")]
    assert formats("then", "", [entity]) == [(THEN, "")]
    assert formats(f'<tg-time unix="{THEN}">then</tg-time>') == [(THEN, "")]
    assert formats(f"![then](tg://time?unix={THEN})", "MarkdownV2") == [(THEN, "")]


@pytest.mark.parametrize(
    ("raw", "mode", "reason"),
    [
        ('<tg-time unix="1" format="x">then</tg-time>', "HTML", "can't parse entities: Invalid date format used"),
        ('<tg-time unix="1" format="rT">then</tg-time>', "HTML", "can't parse entities: Invalid date format used"),
        ('<tg-time unix="soon">then</tg-time>', "HTML", "can't parse entities: Invalid date-time unix"),
        ('<tg-time unix="0">then</tg-time>', "HTML", "can't parse entities: Invalid date-time unix"),
        ("![then](tg://time?unix=0)", "MarkdownV2", "can't parse entities: Invalid tg://emoji or tg://time URL"),
        ("![then](https://example.org)", "MarkdownV2", "can't parse entities: Invalid tg://emoji or tg://time URL"),
        ("![then](tg://time?unix=1&format=y)", "MarkdownV2", "can't parse entities: Invalid date format used"),
    ],
)
def test_what_is_no_date(raw: str, mode: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        fixed(*parsed(raw, mode))
    assert refused.value.description.startswith(f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"unix_time": THEN, "date_time_format": "x"}, "can't parse MessageEntity: Invalid date-time format specified"),
        ({}, "can't parse MessageEntity: can't find field \"unix_time\""),
        ({"unix_time": 0}, "invalid date specified"),
    ],
)
async def test_an_entity_that_is_no_date(talk: Talk, fields: dict[str, Any], reason: str) -> None:
    entity = {"type": "date_time", "offset": 0, "length": 4, **fields}
    refusal = await talk.no("sendMessage", chat_id=talk.person, text="then", entities=[entity])
    assert refusal == f"Bad Request: {reason}"


async def test_a_date_in_a_message(talk: Talk) -> None:
    """The words the bot wrote stay the text: clients that know no dates show these."""
    sent = await talk.send(f'On <b><tg-time unix="{THEN}" format="wDt">24 Dec</tg-time></b>.', parse_mode="HTML")
    date = {"offset": 3, "length": 6, "type": "date_time", "unix_time": THEN, "date_time_format": "wDt"}
    assert sent["text"] == "On 24 Dec."
    assert date in sent["entities"]
    (seen,) = [message for message in await talk.see() if not message["out"]]
    assert date in seen["entities"]


async def test_a_phone_has_a_language_and_a_time_zone_that_can_change(talk: Talk) -> None:
    made = await talk.control("people", {"first_name": "Asha", "language_code": "en", "time_zone": "Asia/Kathmandu"})
    assert made["time_zone"] == "Asia/Kathmandu"
    settings = f"people/{talk.person}/settings"
    changed = await talk.control(settings, {"time_zone": "Africa/Tunis", "language_code": "fr"})
    assert (changed["time_zone"], changed["language_code"]) == ("Africa/Tunis", "fr")
    assert (await talk.control(settings, {"language_code": ""}))["time_zone"] == "Africa/Tunis"
    await talk.act("write", text="Here I am")
    (update,) = await talk.updates()
    assert "language_code" not in update["message"]["from"]
    assert "time_zone" not in update["message"]["from"], "no bot is ever told where a phone is"
    for zone in ("Mars/Olympus", "../etc/passwd", 7):
        assert "error" in await talk.control(settings, {"time_zone": zone}, status=400)
