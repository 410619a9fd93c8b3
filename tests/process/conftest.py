"""A sandbox and a database address for the process tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.running import Sandbox, sandbox


@pytest.fixture
def town() -> Iterator[Sandbox]:
    """A sandbox in a process of its own."""
    with sandbox() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[str]:
    """The address of an empty SQLite file that the program migrates itself, and of a PostgreSQL database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ccbot.db'}"
    else:
        with templates.postgresql() as database:
            yield database.url.render_as_string(hide_password=False)
