"""Catalogues: what the check sees, and how sentences get into them."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.check_catalogues import exact_forms, main, problems
from tools.messages import bring_up
from tools.messages import main as write_all
from tools.sentences import catalogue_file, extract, languages

CHARTER = 'languages = ["en", "ar"]\n'
CODE = """
from network.errors import N_

LATER = N_("No, {name}")


def view(step, t, number):
    step.say(step.t("<b>Hello</b>, "
                    "{name}", name="x"))
    t.plain("Join")
    return t.n("{number} city", "{number} cities", number)
"""


def found(language: str, source: str | tuple[str, str], translation: str | tuple[str, ...]) -> list[str]:
    """What is said about a catalogue with this one sentence."""
    template, catalogue = Catalog(), Catalog(locale=language, fuzzy=False)
    template.add(source)
    catalogue.add(source, translation)
    return list(problems(language, catalogue, template))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, content in {"network/shipped/network.toml": CHARTER, "handlers/view.py": CODE}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path


def test_sentences_are_found_however_they_are_spoken(project):
    ids = {message.id for message in extract(project) if message.id}
    assert ids == {"No, {name}", "<b>Hello</b>, {name}", "Join", ("{number} city", "{number} cities")}
    assert languages(project) == ["ar"]


def test_a_new_language_begins_empty_and_is_refused(project, capsys):
    assert main(project) == 1
    assert "missing; run `make messages`" in capsys.readouterr().out
    assert write_all(project) == 0
    assert "4 sentences, 4 to translate" in capsys.readouterr().out
    assert main(project) == 1
    assert capsys.readouterr().out.count("not translated") == 4


def test_what_is_translated_stays_and_what_is_gone_goes(project):
    write_all(project)
    file = catalogue_file("ar", project)
    translated = file.read_text("utf-8").replace('msgid "Join"\nmsgstr ""', 'msgid "Join"\nmsgstr "انضمام"')
    template = extract(project)
    del template[("{number} city", "{number} cities")]
    template.add("Join us")
    after, lacking = bring_up("ar", template, translated.encode())
    catalogue = read_po(BytesIO(after), locale="ar")
    join, changed = catalogue.get("Join"), catalogue.get("Join us")
    assert join
    assert join.string == "انضمام"
    assert changed
    assert not changed.string
    assert not changed.fuzzy
    assert "{number} cities" not in after.decode()
    assert lacking == 3
    assert bring_up("ar", template, after) == (after, lacking)


def test_what_the_code_says_must_be_there_and_nothing_else():
    template, catalogue = Catalog(), Catalog(locale="de", fuzzy=False)
    template.add("New")
    catalogue.add("Old", "Alt")
    assert [problem.split(":")[0] for problem in problems("de", catalogue, template)] == ["'New'", "'Old'"]


@pytest.mark.parametrize(
    ("source", "translation", "says"),
    [
        ("Join", "", "not translated"),
        ("Hello, {name}", "Bonjour", "lacks {name}"),
        ("Hello", "Bonjour {name}", "names {name}"),
        ("Hello, {name}", "Bonjour {name", "braces"),
        ("<b>Join</b>", "Rejoindre", "tags differ"),
        ("<b>Join</b>", "<b>Rejoindre<b>", "tags differ"),
        ("Join", "Rejoindre >", "stray"),
        ("Join\nnow", "Rejoindre maintenant", "line breaks"),
        ("Join", "Rejoindre ", "begins or ends"),
        ("Join", "\u202bRejoindre\u202c", "U+202A"),
        (("{number} city", "{number} cities"), ("{number} ville", ""), "not translated"),
        (("{number} city", "{number} cities"), ("une ville", "{number} villes"), "lacks {number}"),
    ],
)
def test_a_wrong_translation_is_seen(source, translation, says):
    (problem,) = found("fr", source, translation)
    assert says in problem


@pytest.mark.parametrize(
    ("language", "source", "translation"),
    [
        ("fr", "<b>Hello</b>, {name}", "{name}, <b>bonjour</b>"),
        ("de", ("One city", "{number} cities"), ("Eine Stadt", "{number} Städte")),
        (
            "ar",
            ("{number} city of {name}", "{number} cities of {name}"),
            (
                "لا مدن {name}",
                "مدينة {name}",
                "مدينتان {name}",
                "{number} مدن {name}",
                "{number} {name}",
                "{name} {number}",
            ),
        ),
    ],
)
def test_a_right_one_passes(language, source, translation):
    assert found(language, source, translation) == []


def test_forms_for_one_number_alone_may_do_without_it():
    assert exact_forms(Catalog(locale="ar")) == {0, 1, 2}
    assert exact_forms(Catalog(locale="de")) == {0}
    assert exact_forms(Catalog(locale="fr")) == set()


def test_wrong_plural_forms_and_fuzzy_marks_are_seen():
    template = Catalog()
    wrong = Catalog(locale="fr", fuzzy=False)
    assert "fr has 2" not in str(list(problems("fr", wrong, template)))
    assert "ar has 6" in str(list(problems("ar", wrong, template)))
    template.add("Join")
    wrong.add("Join", "Rejoindre", flags=["fuzzy"])
    (problem,) = problems("fr", wrong, template)
    assert "fuzzy" in problem


def test_arabic_forms_stand_in_the_order_of_the_header() -> None:
    """Eleven to ninety-nine come last there, after a hundred, unlike in CLDR's list."""
    catalogue = read_po(BytesIO(catalogue_file("ar").read_bytes()))
    forms = [entry.string for entry in catalogue if entry.id and isinstance(entry.string, tuple)]
    differ = [(of_hundred, of_eleven) for *_, of_hundred, of_eleven in forms if of_hundred != of_eleven]
    assert len(differ) > 20
    assert [pair for pair in differ if pair[0].count("\u064b") >= pair[1].count("\u064b")] == []
