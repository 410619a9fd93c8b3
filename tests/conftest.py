"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.unit import Database
from tests.database import Templates, place


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a group of tests in one process: xdist 3.8 writes its groups where pytest 9.2 does not look any more."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        groups = {str(mark.args[0]) for mark in item.iter_markers("xdist_group")}
        if groups and item.parent is not None and "@" not in item.nodeid.rpartition("]")[2]:
            # No public way leads there, and xdist has not found one yet.
            item._id = item.parent.id.child(f"{item.name}@{'_'.join(sorted(groups))}")


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
