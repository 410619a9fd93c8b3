"""A sandbox and a database address for the process tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.running import Sandbox, sandbox
from tests.process.scene import Scene, playing


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


@pytest.fixture(scope="session")
def scene_of_kind(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """A running program that all tests of one kind of database share."""
    with getattr(templates, request.param)() as database:
        address = database.url.render_as_string(hide_password=False)
        with playing(address, tmp_path_factory.mktemp("scene")) as made:
            yield made


@pytest.fixture
def scene(scene_of_kind: Scene) -> Iterator[Scene]:
    """That program, in good health: no fault stands from the test before."""
    yield scene_of_kind
    scene_of_kind.town.mends()
