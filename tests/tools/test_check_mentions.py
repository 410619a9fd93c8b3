"""Nothing committed names a registry or somebody's machine."""

import pytest

from tools.check_mentions import main, mentions


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "pypi" + ".org/project/aiogram",
        "files." + "pythonhosted" + ".org",
        "FROM " + "docker" + ".io/library/python:3.13",
        "--index" + "-url https://example.org",
        "[global]\nindex" + "-url = https://example.org",
        "cd /" + "work/main",
        "(/" + "root/.cache)",
        "`/" + "home/clara/bot`",
    ],
)
def test_a_mention_is_seen(text):
    assert list(mentions(text))


@pytest.mark.parametrize(
    "text",
    [
        "a pypi package",
        "`docker compose up`",
        "https://example.org/work/root/home/clara",
        "network/root/work",
        "{base}/sandbox",
        "/data/ccbot.db",
        "</root>",
        "/homework",
    ],
)
def test_ordinary_words_pass(text):
    assert list(mentions(text)) == []


def test_nothing_committed_names_one(capsys):
    assert main() == 0, capsys.readouterr().out
