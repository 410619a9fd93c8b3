"""Afterwards: taking back, sending once more to those who may not have it, and the figures."""

import io

import openpyxl
import pytest

from handlers.announcements import afterwards, correcting, listing, running
from handlers.announcements.card import Press
from tests.announced import Losing, announced, member, sent
from tests.coordinators import OWNER, coordinator
from tests.talk import Town

OLD = "We meet on 3 March in Irbid."


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def opens(talker, number):
    talker.says("/announcements")
    return talker.presses(data=f"ar:o:{number}::0")


# Taking back


def test_what_is_taken_back_disappears(database):
    town = Town(database, owners=(OWNER,))
    olga, max_, mona = coordinator(town, "Olga"), coordinator(town, "Max"), member(town, "Mona")
    number = sent(town, olga, OLD)
    opens(max_, number)
    opens(olga, number).presses("Take back")
    assert "3 messages disappear from their readers' chats." in olga.sees
    assert mona.sees == OLD
    olga.presses("Take it back")
    assert "This announcement was taken back" in olga.sees
    town.deliver()
    assert not mona.messages
    for _ in range(2):
        town.later(seconds=5)
    assert "Taken back: 3" in max_.sees
    assert "Still to be" not in max_.sees
    olga.presses(data=f"ar:by:{number}::0")
    assert "This announcement was taken back" in olga.sees
    assert "Correct" not in olga.buttons


def test_what_is_too_old_to_disappear_is_said_before(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    town.later(hours=50)
    opens(olga, number).presses("Take back")
    assert "2 messages are older than 48 hours." in olga.sees
    assert "disappear" not in olga.sees
    olga.presses("Take it back")
    town.deliver()
    assert mona.sees == "This announcement was taken back."


def test_what_has_not_left_never_will(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    town.now = town.now.replace(hour=22)
    number = announced(town, olga, OLD)
    town.deliver()
    opens(olga, number).presses("Take back")
    assert "2 more will not be sent." in olga.sees
    olga.presses("Take it back")
    town.later(days=1)
    assert not mona.messages


def test_taking_back_can_be_left(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    opens(olga, number).presses("Take back").presses("Back")
    assert "This announcement has gone out" in olga.sees
    town.deliver()
    assert mona.sees == OLD


# Those who may not have it


def test_one_by_one_or_all_are_sent_it_once_more(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga = coordinator(town, "Olga")
    people = [member(town, name) for name in ("Mona", "Sami", "Rana")]
    telegram.loses(*people)
    number = sent(town, olga, OLD)
    telegram.loses()
    opens(olga, number).presses("May have arrived: 3")
    assert "3 messages were cut off on their way" in olga.sees
    assert {"Mona Saleh", "Sami Saleh", "Rana Saleh"} < set(olga.buttons)
    olga.presses("Sami Saleh")
    assert "It is being sent again." in olga.hears
    assert "Sami Saleh" not in olga.buttons
    town.deliver()
    assert [len(one.messages) for one in people] == [1, 2, 1]
    olga.presses("Send to all 2")
    assert "Send it again to 2 people?" in olga.sees
    assert "Those who have it already then have it twice." in olga.sees
    olga.presses("Send it again")
    town.deliver()
    town.later(seconds=5)
    assert [len(one.messages) for one in people] == [2, 2, 2]
    card = next(message for message in reversed(olga.messages) if "This announcement has gone out" in message.text)
    assert "Sent: 4 of 4" in card.text
    assert "May have arrived" not in card.text


def test_two_presses_send_once_more_once(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga = coordinator(town, "Olga")
    mona, sami = member(town, "Mona"), member(town, "Sami")
    telegram.loses(mona, sami)
    number = sent(town, olga, OLD)
    telegram.loses()
    opens(olga, number).presses("May have arrived: 2")
    again = next(b["callback_data"] for row in olga.last.keyboard for b in row if "Mona" in b["text"])
    olga.presses(data=again)
    town.deliver()
    olga.presses(data=again)
    assert "That has been decided already." in olga.hears
    town.deliver()
    assert len(mona.messages) == 2
    assert len(sami.messages) == 1
    olga.presses(data=f"ar:my:{number}::0")
    olga.presses(data=f"ar:my:{number}::0")
    town.deliver()
    assert len(sami.messages) == 2


def test_what_was_stopped_is_not_sent_again(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    member(town, "Aude", country="AU", zone="Australia/Sydney", city="Sydney")  # it is night there
    telegram.loses(mona)
    number = announced(town, olga, OLD)
    town.now = town.now.replace(hour=12)
    town.deliver()
    telegram.loses()
    opens(olga, number).presses("Stop").presses("Stop it for good")
    olga.presses("May have arrived: 1")
    assert "• Mona Saleh" in olga.sees
    assert "nothing is sent again" in olga.sees
    assert "Mona Saleh" not in olga.buttons
    olga.presses(data=f"ar:my:{number}::0")
    assert "not being sent any more" in olga.hears
    town.deliver()
    assert len(mona.messages) == 1


def test_long_lists_of_them_have_pages(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga = coordinator(town, "Olga")
    people = [member(town, f"Number{number:02}") for number in range(10)]
    telegram.loses(*people)
    number = sent(town, olga, OLD)
    opens(olga, number).presses("May have arrived: 10")
    assert len([one for one in olga.buttons if "Saleh" in one]) == 8
    olga.presses("Page 2")
    assert [one for one in olga.buttons if "Saleh" in one] == ["Number08 Saleh", "Number09 Saleh"]
    olga.presses(data=f"ar:m:{number}::9007199254740992")
    assert "Number09 Saleh" in olga.buttons


def test_nobody_else_is_sent_it_by_a_forged_press(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga = coordinator(town, "Olga")
    mona, sami = member(town, "Mona"), member(town, "Sami")
    telegram.loses(sami)
    number = sent(town, olga, OLD)
    telegram.loses()
    for copy in range(8):
        olga.presses(data=f"ar:ma:{number + 1}::{copy}")
    town.deliver()
    assert len(sami.messages) == 1
    for copy in range(20):
        olga.presses(data=f"ar:ma:{number}::{copy}")
    town.deliver()
    assert (len(mona.messages), len(sami.messages)) == (1, 2)


# The figures


def reported(town, language="en"):
    olga = coordinator(town, "Olga", language=language)
    member(town, "Mona"), member(town, "Jean", language="fr", country="SN", zone="Africa/Dakar", city="Dakar")
    member(town, "Vera", country="DE", zone="Europe/Berlin", city="Köln").blocked = True
    number = sent(town, olga, "=1+1 is what we meet about.")
    olga.says("/announcements").presses(data=f"ar:r:{number}::0")
    return olga, number


def test_the_report_tells_regions_languages_and_states(database):
    olga, _ = reported(Town(database, owners=(OWNER,)))
    assert "4 messages in all" in olga.sees
    assert "Sent: 3" in olga.sees
    assert "Cannot be reached: 1" in olga.sees
    assert "Middle East and North Africa: 2 of 2" in olga.sees
    assert "Sub-Saharan Africa: 1 of 1" in olga.sees
    assert "Worldwide: 0 of 1" in olga.sees
    assert "English: 2 of 3" in olga.sees
    assert "French: 1 of 1" in olga.sees


def test_the_report_comes_as_a_picture(town):
    olga, number = reported(town)
    olga.presses("As a picture")
    assert olga.last.file == f"announcement-{number}.png"
    assert olga.last.content.startswith(b"\x89PNG")
    assert len(olga.last.content) < 150_000


@pytest.mark.parametrize(("language", "sheet", "rtl"), [("en", "By region", False), ("ar", None, True)])
def test_the_report_comes_as_tables_in_which_nothing_is_a_formula(town, language, sheet, rtl):
    olga, number = reported(town, language)
    olga.presses(data=f"ar:rt:{number}::0")
    assert olga.last.file == f"announcement-{number}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(olga.last.content))
    assert len(book.sheetnames) == 4
    assert all(bool(page.sheet_view.rightToLeft) == rtl for page in book)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    first = book.worksheets[0]["A2"]
    assert first.value.startswith("=1+1")
    assert first.data_type == "s"
    if sheet:
        rows = {row[0]: row[1:4] for row in book[sheet].iter_rows(min_row=2, values_only=True)}
        assert rows["Middle East and North Africa"] == (2, 2, 0)
        assert rows["Worldwide"][0] == 1


def test_an_announcement_that_reached_nobody_has_a_report_too(town):
    olga = coordinator(town, "Olga")
    number = announced(town, olga, OLD)
    olga.presses(data=f"ar:sy:{number}::0").presses(data=f"ar:r:{number}::0")
    assert "0 messages in all" in olga.sees
    assert olga.buttons == ["Open it"]
    olga.presses(data=f"ar:rc:{number}::0")
    olga.presses(data=f"ar:rt:{number}::0")
    assert "went wrong" not in olga.everything


def test_every_button_fits_into_what_telegram_takes():
    acts = {**listing.ACTS, **running.ACTS, **correcting.ACTS, **afterwards.ACTS}
    assert len(acts) == sum(len(one.ACTS) for one in (listing, running, correcting, afterwards)), "no act twice"
    for act in acts:
        for of in ("zh-Hant", "r.a_region_of_24_letters_"):
            assert len(Press(act=act, id=2**53, of=of, number=2**31).pack().encode()) <= 64
