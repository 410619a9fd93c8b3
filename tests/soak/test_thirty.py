"""Thirty people, a forum and a plain group on PostgreSQL; tests/process has it on SQLite."""

from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.running import sandbox
from tests.process.test_thirty import plays

pytestmark = pytest.mark.soak


def test_thirty_people_on_postgresql(templates: Templates, tmp_path: Path) -> None:
    with templates.postgresql() as database, sandbox() as town:
        plays(town, database.url.render_as_string(hide_password=False), tmp_path)
