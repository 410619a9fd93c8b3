"""Texts in several versions: one rule for what is shown."""

import pytest

from db.unit import Database
from db.values import RichText, Span
from network import texts
from network.errors import NetworkError
from tests.talk import Town

HELLO = RichText("Hello", (Span("bold", 0, 5),))


def test_the_readers_language_then_its_base_then_the_source(database: Database) -> None:
    town = Town(database)
    text_id = town.run(lambda w: texts.write(w, "ar", RichText("مرحبا")))
    town.run(lambda w: texts.translate(w, text_id, "pt", RichText("Olá")))
    text = town.run(lambda w: texts.read(w, [text_id]))[text_id]
    assert text.shown("pt-BR").body.text == "Olá"
    assert text.shown("de").language == "ar"
    assert not text.shown("pt").stale


def test_a_changed_source_makes_the_others_stale_until_they_follow(database: Database) -> None:
    town = Town(database)
    text_id = town.run(lambda w: texts.write(w, "en", HELLO))
    assert town.run(lambda w: texts.translate(w, text_id, "fr", RichText("Bonjour")))
    assert not town.run(lambda w: texts.rewrite(w, text_id, HELLO)), "nothing changed"
    assert town.run(lambda w: texts.rewrite(w, text_id, RichText("Hello there")))
    shown = town.run(lambda w: texts.read(w, [text_id]))[text_id].shown("fr")
    assert (shown.body.text, shown.stale) == ("Bonjour", True)
    assert town.run(lambda w: texts.translate(w, text_id, "fr", RichText("Bonjour"))), "confirmed as it is"
    assert not town.run(lambda w: texts.translate(w, text_id, "fr", RichText("Bonjour")))
    text = town.run(lambda w: texts.read(w, [text_id]))[text_id]
    assert (text.revision, text.shown("fr").stale) == (2, False)


def test_spans_survive_the_database(sqlite: Database) -> None:
    town = Town(sqlite)
    text_id = town.run(lambda w: texts.write(w, "en", HELLO))
    assert town.run(lambda w: texts.read(w, [text_id, 99]))[text_id].shown("en").body == HELLO
    assert town.run(lambda w: texts.read(w, [])) == {}


def test_a_text_without_its_source_says_so() -> None:
    with pytest.raises(NetworkError):
        texts.Text(1, "en", 1, {}).shown("fr")
