"""The clock rule is seen through every way of importing."""

import pytest

from tools.check_clock import main, violations
from tools.files import ROOT


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from datetime import datetime\nx = datetime.now()", "datetime.datetime.now"),
        ("from datetime import datetime as d\nx = d.now", "datetime.datetime.now"),
        ("import datetime\nx = datetime.datetime.utcnow()", "datetime.datetime.utcnow"),
        ("import datetime as dt\nx = dt.date.today()", "datetime.date.today"),
        ("import time\nx = time.monotonic()", "time.monotonic"),
        ("import time as t\nx = t.time()", "time.time"),
        ("from time import perf_counter\nx = perf_counter()", "time.perf_counter"),
        ("from time import time as now\nx = now()", "time.time"),
        ("import time\nx = time.localtime()", "time.localtime"),
        ("import asyncio\nasync def f():\n    await asyncio.sleep(1)", "asyncio.sleep"),
        ("from asyncio import sleep\nasync def f():\n    await sleep(1)", "asyncio.sleep"),
        ("def f():\n    from datetime import datetime\n    return datetime.now()", "datetime.datetime.now"),
        ("from sqlalchemy import func\nx = func.now()", "sqlalchemy.func.now"),
    ],
)
def test_asking_the_system_is_seen(source, name):
    assert [found for _, found in violations(source)] == [name]


@pytest.mark.parametrize(
    "source",
    [
        "def f(clock):\n    return clock.now(), clock.monotonic()",
        "from datetime import datetime, UTC\nx = datetime(2027, 1, 1, tzinfo=UTC)",
        "import time\nx = time.gmtime(0)",
        "def time():\n    return 1\nx = time()",
        "from datetime import datetime\nx = datetime.fromtimestamp(0)",
    ],
)
def test_the_rest_is_left_alone(source):
    assert list(violations(source)) == []


def test_only_the_clocks_may(tmp_path, capsys):
    for name in ("bot/clock.py", "sandbox/clock.py", "network/events.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("import time\n\nx = time.time()\n", "utf-8")
    assert main(tmp_path) == 1
    assert capsys.readouterr().out.startswith("network/events.py:3: time.time")


def test_the_product_keeps_the_rule(capsys):
    assert main(ROOT) == 0, capsys.readouterr().out
