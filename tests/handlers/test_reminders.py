"""Reminders of one's own, as conversations."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Reminder
from db.unit import Database
from db.values import ReminderState
from network.reminders import due, own
from tests.coordinators import coordinator
from tests.meeting import event
from tests.people import joins, reader_of
from tests.talk import Talker, Town


def member(database: Database, language: str = "en", **answers: object) -> Talker:
    mona = Town(database).person("Mona", language=language)
    joins(mona, **answers)
    return mona


def rows(talker: Talker) -> list[Reminder]:
    with talker.town.database.unit("read") as session:
        return list(session.scalars(select(Reminder).order_by(Reminder.id)))


def fire(talker: Talker, **span: float) -> None:
    talker.town.later(**span)
    talker.town.run(due.fire)
    talker.town.deliver()


def test_a_line_is_understood_and_read_back(database):
    mona = member(database).says("/remind tomorrow at 9 send the waste figures to Amman")
    assert "I will remind you" in mona.sees
    assert "send the waste figures to Amman" in mona.sees
    assert "Tuesday, 2 March 2027, 09:00, Amman (UTC+3)" in mona.sees
    assert mona.buttons == ["Change", "Stop", "My reminders"]
    (row,) = rows(mona)
    assert (row.words, row.local_at, row.zone) == ("send the waste figures to Amman", "2027-03-02T09:00", "Asia/Amman")
    assert row.due_at == datetime(2027, 3, 2, 6, 0, tzinfo=UTC)


def test_it_comes_when_it_is_due_and_can_be_put_off(database):
    mona = member(database).says("/remind in 20 minutes call Amina")
    fire(mona, minutes=19)
    assert "call Amina" in mona.sees
    assert "I will remind you" in mona.sees
    fire(mona, minutes=1)
    assert mona.sees.startswith("Reminder")
    assert "call Amina" in mona.sees
    mona.presses("In 10 minutes")
    assert "I remind you again" in mona.hears
    fire(mona, minutes=10)
    assert [row.state for row in rows(mona)] == [ReminderState.DONE, ReminderState.DONE]
    mona.presses("Tomorrow morning")
    assert "Tuesday, 2 March 2027, 08:00" in mona.sees


def test_what_repeats_is_read_back_and_comes_again(database):
    mona = member(database).says("/remind every Monday and Thursday at 8:30 team call")
    assert "Thursday, 4 March 2027, 08:30, Amman (UTC+3)" in mona.sees
    assert "Every week: Monday, Thursday" in mona.sees
    fire(mona, days=3)
    assert "team call" in mona.sees
    assert "Stop repeating" in mona.buttons
    assert [(row.state, row.local_at) for row in rows(mona)] == [
        (ReminderState.DONE, "2027-03-04T08:30"),
        (ReminderState.WAITING, "2027-03-08T08:30"),
    ]
    mona.presses("Stop repeating")
    assert "Stop this reminder?" in mona.sees
    mona.presses("Yes, stop it")
    assert "does not come any more" in mona.sees
    assert rows(mona)[-1].state == ReminderState.STOPPED
    fire(mona, days=9)
    assert "does not come any more" in mona.sees


def test_without_a_time_it_is_asked_for(database):
    mona = member(database).says("/remind call Amina")
    assert "When shall I remind you?" in mona.sees
    assert mona.buttons[:4] == ["In an hour", "This evening, 19:00", "Tomorrow, 09:00", "In a week, 09:00"]
    mona.says("soon")
    assert "I did not understand which day and time you mean" in mona.sees
    mona.says("friday 10:00")
    assert "Friday, 5 March 2027, 10:00" in mona.sees
    assert "call Amina" in mona.sees
    mona.says("/remind call Amina").presses("In an hour")
    assert "Monday, 1 March 2027, 13:00" in mona.sees


def test_without_words_they_are_asked_for(database):
    mona = member(database).says("/remind tomorrow at 9")
    assert "What shall I remind you of?" in mona.sees
    assert "Tuesday, 2 March 2027, 09:00" in mona.sees
    mona.says("call Amina")
    assert "I will remind you" in mona.sees
    assert rows(mona)[0].words == "call Amina"


def test_without_anything_the_line_is_asked_for_and_then_the_list_comes(database):
    mona = member(database).says("/remind")
    assert "every Monday 8:30 team call" in mona.sees
    mona.says("tomorrow at 9 call Amina")
    assert "I will remind you" in mona.sees
    mona.says("/remind")
    assert "My reminders" in mona.sees
    assert "1. 2 Mar 2027, 09:00" in mona.sees
    mona.presses("1")
    assert "I will remind you" in mona.sees
    mona.presses("Stop")
    assert "does not come any more" in mona.sees
    mona.presses("My reminders")
    assert "You have none." in mona.sees


def test_what_could_be_read_in_two_ways_is_asked_back(database):
    mona = member(database).says("/remind tomorrow 9 people come")
    assert "more than one way" in mona.sees
    assert not rows(mona)
    mona.presses("2. 2 Mar 2027, 09:00")
    assert rows(mona)[0].words == "9 people come"
    mona.says("/remind prepare the Monday meeting")
    assert "I am not sure that you mean this time" in mona.sees
    mona.presses("Another time")
    assert "When shall I remind you?" in mona.sees
    mona.says("tomorrow 10:00")
    assert rows(mona)[1].words == "prepare the Monday meeting"


def test_when_it_is_asked_back_time_goes_on_from_when_it_was_typed(database):
    mona = member(database).says("/remind in 20 minutes")
    mona.town.now += timedelta(minutes=5)
    mona.says("call Amina")
    assert rows(mona)[0].due_at == datetime(2027, 3, 1, 9, 20, tzinfo=UTC)


def test_what_is_over_asks_for_another_time(database):
    mona = member(database).says("/remind yesterday at 9 call Amina")
    assert "That is over already. When shall I remind you?" in mona.sees
    mona.presses("Tomorrow, 09:00")
    assert rows(mona)[0].words == "call Amina"


def test_it_is_changed(database):
    mona = member(database).says("/remind tomorrow at 9 call Amina")
    mona.presses("Change").presses("When").says("every day 7:00")
    assert "Every day" in mona.sees
    assert "Tuesday, 2 March 2027, 07:00" in mona.sees
    mona.presses("Change").presses("What of").says("call Sami")
    assert "call Sami" in mona.sees
    (row,) = rows(mona)
    assert (row.words, row.rule, row.local_at) == ("call Sami", "FREQ=DAILY", "2027-03-02T07:00")


def test_a_message_replied_to_is_brought_to_mind(database):
    mona = member(database)
    said = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": mona.telegram_id, "type": "private"},
        "text": "The call is at 10",
    }
    mona.says("/remind tomorrow at 9", reply_to_message=said)
    assert "The call is at 10" in mona.sees
    assert rows(mona)[0].words == "The call is at 10"
    mona.says("/remind", reply_to_message=said)
    assert "When shall I remind you?" in mona.sees


def test_nobody_touches_anothers_reminder(database):
    town = Town(database)
    mona, sami = town.person("Mona"), town.person("Sami")
    joins(mona)
    joins(sami, name="Sami")
    mona.says("/remind tomorrow at 9 call Amina")
    number = rows(mona)[0].id
    for act in "octwxyz":
        sami.presses(data=f"r:{act}:{number}:10")
        assert "call Amina" not in sami.everything
        assert "This reminder is no more" in sami.hears
    assert rows(mona)[0].state == ReminderState.WAITING


@pytest.mark.parametrize("data", ["r:q:1:", "r:z:1:soon", "r:l:99:", "rs:t:0:7", "rs:t:0:x", "rs:e:7:", "rs:?:0:"])
def test_forged_buttons_do_no_harm(database, data):
    mona = member(database).says("/remind tomorrow at 9 call Amina")
    mona.presses(data=data)
    assert rows(mona)[0].state == ReminderState.WAITING


def test_visitors_are_told_that_it_is_for_members(database):
    eve = Town(database).person("Eve").says("/remind tomorrow at 9 call Amina")
    assert "This is for members" in eve.sees
    assert not rows(eve)


def test_who_moves_keeps_nine_oclock_but_not_what_was_said_from_now_on(database):
    mona = member(database).says("/remind tomorrow at 9 call Amina")
    mona.says("/remind in 20 hours call Sami").says("/remind tomorrow at 9 Berlin time call Anna")
    mona.says("/remind every day 7:00 water")
    before = [row.due_at for row in rows(mona)]
    mona.says("/me").presses("Change an answer").presses("Country").says("Tunisia")
    after = rows(mona)
    hours = [(row.due_at - old).total_seconds() / 3600 for row, old in zip(after, before, strict=True)]
    assert hours == [2, 0, 0, 2]
    assert after[0].zone == "Africa/Tunis"
    assert after[2].zone == "Europe/Berlin"


def test_who_leaves_is_not_reminded_any_more(database):
    mona = member(database).says("/remind tomorrow at 9 call Amina")
    mona.says("/me").presses("Leave the network").presses("Yes, leave the network")
    assert not rows(mona)


def test_wishes_about_events_are_kept(database):
    mona = member(database).says("/me").presses("Notices").presses("Events, and when")
    assert "You are reminded: 1 day before, 1 hour before" in mona.sees
    mona.presses("15 minutes before")
    assert "1 day before, 1 hour before, 15 minutes before" in mona.sees
    assert "✓ 15 minutes before" in mona.buttons
    mona.presses("As usual")
    assert "You are reminded: 1 day before, 1 hour before" in mona.sees
    mona.presses("✓ 1 day").presses("✓ 1 hour")
    assert "You are not reminded" in mona.sees
    mona.presses("New events only in /events")
    assert "only in /events" in mona.sees
    mona.presses("Send me new events").presses("Back")
    assert "Quiet hours" in mona.sees


def test_reminders_of_one_event_are_wished_from_its_card(database):
    town = Town(database)
    layla, mona = coordinator(town, "Layla", "mena"), town.person("Mona")
    joins(mona)
    number = town.run(lambda work: event(work, reader_of(work, layla).id))
    mona.presses(data=f"e:o:{number}:0").presses("Remind me")
    assert "Say first whether you come" in mona.hears
    mona.presses("Going").presses("Remind me")
    assert "Reminders of this event" in mona.sees
    mona.presses("3 hours before")
    assert "You are reminded: 1 day before, 3 hours before, 1 hour before" in mona.sees
    assert [row.minutes_before for row in rows(mona)] == [1440, 180, 60]
    mona.presses("As for other events")
    assert [row.minutes_before for row in rows(mona)] == [1440, 60]
    mona.says("/me").presses("Notices").presses("Events, and when").presses("✓ 1 day")
    assert [row.minutes_before for row in rows(mona)] == [60]


def test_an_events_reminder_is_put_off_but_not_beyond_its_start(database):
    town = Town(database)
    layla, mona = coordinator(town, "Layla", "mena"), town.person("Mona")
    joins(mona)
    number = town.run(lambda work: event(work, reader_of(work, layla).id, at="2027-03-01T14:00"))
    mona.presses(data=f"e:o:{number}:0").presses("Going")
    fire(mona, hours=1)
    assert "Reminder: Waste figures that convince" in mona.sees
    assert "Tomorrow morning" not in mona.buttons, "it is over by then"
    ten = next(one["callback_data"] for row in mona.last.keyboard for one in row if one["text"] == "In 10 minutes")
    mona.presses(data=ten.replace(":10", ":m"))
    assert "The event has begun by then" in mona.hears, "a button from elsewhere is told so"
    mona.presses("In 10 minutes")
    assert "I remind you again" in mona.hears
    fire(mona, minutes=10)
    assert len([m for m in mona.messages if "Reminder: Waste" in m.text]) == 2


def test_an_announcement_is_brought_to_mind_by_its_button(database):
    town = Town(database)
    olga, mona = coordinator(town, "Olga"), town.person("Mona")
    joins(mona)
    olga.says("/announce").says("The call is on Friday at 10.").presses("See it, then send").presses("Send…")
    olga.presses("Yes, send it now")
    town.deliver()
    assert mona.sees == "The call is on Friday at 10."
    mona.presses("Remind me")
    assert "When shall I remind you?" in mona.sees
    assert mona.messages[-2].text == "The call is on Friday at 10.", "it stays as it was"
    mona.says("friday 9:50")
    assert "Friday, 5 March 2027, 09:50" in mona.sees
    assert rows(mona)[0].words == "The call is on Friday at 10."


@pytest.mark.parametrize(
    ("language", "line", "what", "local_at", "rule"),
    [
        ("en", "every Monday 8:30 team call", "team call", "2027-03-08T08:30", "FREQ=WEEKLY;BYDAY=MO"),
        ("fr", "tous les lundis à 8h30 réunion", "réunion", "2027-03-08T08:30", "FREQ=WEEKLY;BYDAY=MO"),
        ("de", "jeden Montag 8:30 Teamrunde", "Teamrunde", "2027-03-08T08:30", "FREQ=WEEKLY;BYDAY=MO"),
        ("ar", "كل يوم اثنين ٨:٣٠ اجتماع الفريق", "اجتماع الفريق", "2027-03-08T08:30", "FREQ=WEEKLY;BYDAY=MO"),
        ("en", "tomorrow at 9 send the figures to Amman", "send the figures to Amman", "2027-03-02T09:00", None),
        ("fr", "demain à 9h envoyer les chiffres à Amman", "envoyer les chiffres à Amman", "2027-03-02T09:00", None),
        (
            "de",
            "morgen um 9 die Zahlen nach Amman schicken",
            "die Zahlen nach Amman schicken",
            "2027-03-02T09:00",
            None,
        ),
        ("ar", "غدًا الساعة ٩ أرسل الأرقام إلى عمّان", "أرسل الأرقام إلى عمّان", "2027-03-02T09:00", None),
    ],
)
def test_the_line_is_understood_in_each_language_and_comes(sqlite, language, line, what, local_at, rule):
    mona = member(sqlite, language).says(f"/remind {line}")
    assert what in mona.sees
    (row,) = rows(mona)
    assert (row.words, row.local_at, row.rule) == (what, local_at, rule)
    mona.messages.clear()
    fire(mona, days=7)
    assert what in mona.sees
    mona.presses(data=f"r:z:{row.id}:60")
    mona.messages.clear()
    fire(mona, hours=1)
    assert what in mona.sees
    assert [one.state for one in rows(mona)].count(ReminderState.DONE) == 2


def test_lines_are_kept(sqlite):
    mona = member(sqlite).says("/remind tomorrow at 9\nbring:\n- the figures\n- the map")
    assert rows(mona)[0].words == "bring:\n- the figures\n- the map"


def test_the_list_has_pages(sqlite):
    mona = member(sqlite)
    for number in range(8):
        mona.says(f"/remind in {number + 1} hours call number {number + 1}!")
    mona.says("/reminders")
    assert "6. 1 Mar 2027, 18:00" in mona.sees
    assert "call number 7!" not in mona.sees
    mona.presses("Page 2")
    assert "call number 8!" in mona.sees
    assert "call number 6!" not in mona.sees
    mona.presses("Page 1")
    assert "call number 1!" in mona.sees


def test_there_is_an_end_to_how_many(sqlite, monkeypatch):
    monkeypatch.setattr(own, "MOST", 2)
    mona = member(sqlite)
    for _ in range(3):
        mona.says("/remind tomorrow at 9 call Amina")
    assert "You have 2 reminders already" in mona.sees
    assert len(rows(mona)) == 2


def test_a_word_too_many_is_said_kindly(sqlite):
    mona = member(sqlite).says("/remind tomorrow at 9 " + "x" * 1500)
    assert "at most 1000 characters" in mona.sees
    assert not rows(mona)


def test_other_zones_are_read_back_in_ones_own_too(sqlite):
    mona = member(sqlite).says("/remind tomorrow at 9 Berlin time call Anna")
    assert "Tuesday, 2 March 2027, 09:00, Berlin (UTC+1)" in mona.sees
    assert "For you that is Tuesday, 2 March 2027, 11:00, Amman (UTC+3)." in mona.sees


def test_a_command_in_between_leaves_the_question(sqlite):
    mona = member(sqlite).says("/remind call Amina")
    mona.says("/cancel")
    assert "Stopped" in mona.sees
    mona.says("tomorrow 9:00")
    assert not rows(mona)


def test_a_photo_where_a_time_is_asked_for(sqlite):
    mona = member(sqlite).says("/remind call Amina").sends_photo()
    assert "Here I need day and time as text, please." in mona.sees


def test_whether_three_is_at_night_is_asked_where_it_could_be_either(sqlite):
    mona = member(sqlite, "de").says("/remind morgen um 3 Uhr Amina anrufen")
    mona.presses("2. 02.03.2027, 15:00")
    assert rows(mona)[0].local_at == "2027-03-02T15:00"
    mona.says("/remind Amina anrufen").says("morgen um 3 Uhr")
    mona.presses("02.03.2027, 03:00")
    assert rows(mona)[1].local_at == "2027-03-02T03:00"
    mona.says("/remind Amina anrufen").says("morgen um 3 Uhr").presses("02.03.2027, 15:00")
    assert rows(mona)[2].local_at == "2027-03-02T15:00"


def test_stopping_what_was_put_off_asks_where_it_repeats(sqlite):
    mona = member(sqlite).says("/remind every day 13:00 call Amina")
    fire(mona, hours=1)
    mona.presses("In an hour").presses("Stop")
    assert "Stop this reminder?" in mona.sees
    mona.presses("Yes, stop it")
    assert {row.state for row in rows(mona)} == {ReminderState.DONE, ReminderState.STOPPED}


def test_an_old_card_of_what_repeats_changes_what_is_to_come(database):
    mona = member(database).says("/remind every day 13:00 call Amina")
    card = mona.last
    fire(mona, hours=1)
    mona.presses("Change", on=card).presses("What of", on=card).says("call Sami")
    assert [row.words for row in rows(mona)] == ["call Amina", "call Sami"]
    mona.presses("Stop").presses("Yes, stop it")
    assert [row.state for row in rows(mona)] == [ReminderState.DONE, ReminderState.STOPPED]


def test_what_came_meanwhile_is_not_changed_any_more(database):
    mona = member(database).says("/remind in an hour call Amina")
    card = mona.last
    mona.presses("Change").presses("When")
    fire(mona, hours=1)
    mona.says("tomorrow 9:00")
    assert "This reminder has come already" in mona.sees
    mona.says("hello")
    assert "When shall I remind you?" not in mona.sees
    mona.presses(data=f"r:c:{rows(mona)[0].id}:", on=card)
    assert "This reminder has come already" in mona.hears


def test_a_question_asked_back_stands_in_another_language_too(sqlite):
    mona = member(sqlite).says("/remind tomorrow 9 people come")
    mona.presses("🌐").presses("Deutsch")
    assert "2. 02.03.2027, 09:00" in mona.buttons
    mona.presses("2. 02.03.2027, 09:00")
    assert rows(mona)[0].words == "9 people come"
    mona.says("/remind tomorrow at 9").presses("🌐").presses("العربية")
    mona.says("Amina")
    assert rows(mona)[1].words == "Amina"
    assert rows(mona)[1].local_at == "2027-03-02T09:00"
