"""What the program does without while it starts, so that it stays small for whoever never asks for it."""

import subprocess
import sys

# Each is imported in the function that needs it, at the first one who does.
HEAVY = {
    "PIL",
    "alembic",
    "babel.messages",
    "dateparser",
    "dateutil",
    "icalendar",
    "matplotlib",
    "numpy",
    "openpyxl",
    "psycopg",
    "rapidfuzz",
    "xlsxwriter",
}


def test_a_start_imports_nothing_heavy() -> None:
    script = (
        "import sys, bot.cli, bot.start, bot.logs, db.migrate, network.charter, bot.frugally\n"
        "network.charter.load_charter()\n"
        "assert 'aiogram' not in sys.modules  # else it would be there with all of its validators\n"
        "bot.frugally.import_aiogram()\n"
        "import bot.program\n"
        "bot.assembly.dispatcher(), bot.assembly.notice_kinds()\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
