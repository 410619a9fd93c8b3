"""A minute at Telegram's limit, strictly kept: messages and edits together fill the rate, and answers hardly wait."""

from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.pressing import Proof, prove, quantile
from tests.process.running import sandbox

pytestmark = [pytest.mark.soak, pytest.mark.process]
SECONDS = 60.0


def judge(proof: Proof) -> None:
    """Hold a minute against its bars."""
    idle, busy = quantile(proof.idle, 0.95), quantile(proof.busy, 0.95)
    print(f"{proof.rate:.2f}/s, fullest second {proof.fullest}, p95 idle {idle:.3f} s, busy {busy:.3f} s")
    assert proof.refused == 0
    assert proof.fullest <= 30
    assert proof.rate >= 29
    assert proof.edits > 300
    assert len(proof.busy) >= 115
    assert busy <= 0.3
    assert busy <= 1.5 * idle


def test_one_process_on_sqlite(tmp_path: Path) -> None:
    with sandbox("--strict") as town:
        judge(prove(town, f"sqlite:///{tmp_path / 'ccbot.db'}", tmp_path, [None], SECONDS))


def test_several_processes_on_postgresql(templates: Templates, tmp_path: Path) -> None:
    with templates.postgresql() as database, sandbox("--strict") as town:
        address = database.url.render_as_string(hide_password=False)
        judge(prove(town, address, tmp_path, ["intake", "delivery", "delivery", "clock"], SECONDS))
