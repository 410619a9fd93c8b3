"""Announcements through one storm of faults after another: each run ends with the right figures."""

from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.scene import playing
from tests.process.test_announcement_faults import storm

pytestmark = [pytest.mark.soak, pytest.mark.process]

SEEDS = range(10, 15)
PEOPLE = 1000


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_storms(kind: str, templates: Templates, tmp_path: Path) -> None:
    with getattr(templates, kind)() as database:
        address = database.url.render_as_string(hide_password=False)
        with playing(address, tmp_path) as scene:
            for seed in SEEDS:
                storm(scene, seed, PEOPLE)
                scene.town.mends()
