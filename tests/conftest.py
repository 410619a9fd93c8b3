"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.unit import Database
from tests.database import Templates, place


@pytest.fixture(scope="session")
def templates(pytestconfig: pytest.Config) -> Iterator[Templates]:
    """Migrated databases to copy from; not below pytest's own folders, which other runs may clear away.

    The long proofs stand on the disk: they hold gigabytes, and measure.
    """
    where = None if pytestconfig.getoption("markexpr") == "soak" else place()
    with TemporaryDirectory(prefix="ccbot-tests-", dir=where, ignore_cleanup_errors=True) as folder:
        made = Templates(Path(folder))
        yield made
        made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, templates: Templates) -> Iterator[Database]:
    """A fresh database of each kind."""
    with getattr(templates, request.param)() as made:
        yield made


@pytest.fixture
def sqlite(templates: Templates) -> Iterator[Database]:
    """A fresh SQLite database, where the kind does not matter."""
    with templates.sqlite() as made:
        yield made


@pytest.fixture
def postgresql(templates: Templates) -> Iterator[Database]:
    """A fresh PostgreSQL database."""
    with templates.postgresql() as made:
        yield made
