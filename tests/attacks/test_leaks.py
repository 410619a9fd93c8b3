"""What exports, drafts, logs and errors tell of others."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from db.models import Application, Conversation, Role
from db.unit import Database
from network import applications, me, membership, privacy, team
from tests.attacks.reading import set_aside
from tests.coordinators import OWNER, applicant, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import TOKEN, Talker, Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite, owners=(OWNER,))


def exported(town: Town, who: Talker) -> str:
    return town.run(lambda work: privacy.export(work, reader_of(work, who))).to_json().decode()


def talks(town: Town, sami: Talker, mona: Talker) -> int:
    """Let a question and an answer travel; returns the application."""

    def talk(work: Any) -> int:
        application = work.session.scalars(select(Application.id)).one()
        question = applications.ask(work, reader_of(work, sami), application, "Why us?")
        applications.answer(work, reader_of(work, mona), question, "Because of the river.")
        return application

    return town.run(talk)


def test_an_applicants_export_names_no_coordinator(town: Town) -> None:
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    application = talks(town, sami, mona)
    town.run(lambda work: applications.decline(work, reader_of(work, sami), application, "Please write again."))
    held = exported(town, mona)
    assert "Why us?" in held
    assert "Please write again." in held
    assert "Sami" not in held
    assert str(sami.telegram_id) not in held


@pytest.mark.parametrize("act", ["y", "n", "q", "o"])
def test_a_coordinators_export_holds_nothing_of_applicants(town: Town, act: str) -> None:
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town, city="Zarqa", position="Planner of parks")
    application = talks(town, sami, mona)
    sami.presses(data=f"a:{act}:{application}")
    held = exported(town, sami)
    for secret in ("Mona", "Zarqa", "parks", "river", str(mona.telegram_id)):
        assert secret not in held


LONG = ("x" * 4096, "😀" * 4096, "waste, water, " * 290, "Arabic, French, " * 250, "Guinea " * 500, "&" * 4096)
FORMS = ("j:join:", "m:e:name", "m:e:city", "m:e:languages", "m:e:topics", "m:e:country", "m:e:followed")
COORDINATORS_FORMS = ("a:y:1", "a:n:1", "a:q:1", "t:a:")


def test_no_draft_grows_beyond_what_questions_ask_for(town: Town) -> None:
    sami = coordinator(town, "Sami")
    applicant(town)
    visitor = town.person("Vis")
    for who, forms in ((visitor, FORMS[:1]), (sami, FORMS + COORDINATORS_FORMS)):
        for form in forms:
            who.presses(data=form)
            for words in LONG:
                who.says(words)
                if form == "j:join:":
                    who.presses(data="f:join:name:b:").presses(data=f"f:join:{'x' * 40}:o:1")
    sizes = [
        len(json.dumps(data)) for data in town.run(lambda work: list(work.session.scalars(select(Conversation.data))))
    ]
    assert max(sizes) < 8_000
    assert set_aside(town) == 0


def test_a_failing_handler_tells_the_log_no_words_and_no_names(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    mona = town.person("Mona", last_name="Haddad")
    joins(mona)

    def fail(work: Any, reader: Any) -> None:
        work.session.execute(text("INSERT INTO person (name) VALUES (:name)"), {"name": reader.name})

    monkeypatch.setattr(me, "card", fail)
    with capture_logs() as logs:
        mona.says("/me")
    assert "Something went wrong" in mona.sees
    told = str(logs) + caplog.text + "".join(capfd.readouterr())
    assert "inbox.set_aside" in told
    for secret in ("Mona", "Haddad", str(mona.telegram_id), TOKEN, "/me", "INSERT"):
        assert secret not in told
        assert secret not in mona.sees


def test_an_update_that_cannot_be_read_tells_the_log_nothing_either(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    eve = town.person("Eve Secret")
    with capture_logs() as logs:
        town.update(eve, "message", {"from": eve.profile, "chat": eve._chat(), "date": "Eve Secret", "text": ["x"]})
    told = str(logs) + "".join(capfd.readouterr())
    assert "inbox.unreadable" in told
    assert "Secret" not in told


def test_a_databases_error_quotes_no_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed, database.unit() as session:
        session.execute(text("INSERT INTO keepsake (name) VALUES (:name)"), {"name": "Mona Haddad"})
    assert "hide_parameters" in str(failed.value)


@pytest.mark.parametrize("decided", [False, True])
@pytest.mark.parametrize("how", ["taken away", "left"])
def test_whoever_is_no_coordinator_any_more_keeps_no_applicants_words(town: Town, how: str, decided: bool) -> None:
    olga, sami, other = owner(town), coordinator(town, "Sami", "mena"), coordinator(town, "Nadia", "mena")
    mona = applicant(town, city="Zarqa")
    application = talks(town, sami, mona)
    town.deliver()
    sami.presses(data=f"a:o:{application}").presses(data=f"a:t:{application}")
    if decided:
        town.run(lambda work: applications.admit(work, reader_of(work, other), application))
        town.deliver()
    assert "Zarqa" in sami.everything
    assert "river" in sami.everything

    def end(work: Any) -> None:
        held = reader_of(work, sami)
        if how == "left":
            membership.leave(work, held)
        else:
            role = work.session.scalars(select(Role.id).where(Role.person_id == held.id)).one()
            team.remove(work, reader_of(work, olga), role)

    town.run(end)
    town.deliver()
    for secret in ("Mona", "Zarqa", "river", "Why us"):
        assert secret not in sami.everything
    assert "Zarqa" in other.everything
