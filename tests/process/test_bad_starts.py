"""What is wrong at the start is said in one clear line, costs nothing, and `ccbot check` says it too."""

import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.cli import main
from db.migrate import migrate
from db.unit import Database
from tests.process.running import PATIENCE, TOKEN, Sandbox, bot, free_port, until

pytestmark = pytest.mark.process
WELCOME = "Here people who work for cities"
ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "network" / "shipped"
NOWHERE = "http://127.0.0.1:9"
# Root may write everywhere; without this one capability it is like anybody else.
LIKE_ANYBODY = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """An environment in which nothing is wrong but what `settings` say; no setting of ours comes from outside."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CCBOT_")}
    wanted = {
        "CCBOT_TOKEN": TOKEN,
        "CCBOT_API_URL": NOWHERE,
        "CCBOT_DATABASE_URL": f"sqlite:///{folder / 'ccbot.db'}",
        "CCBOT_LISTEN": "127.0.0.1:0",
        "PYTHONPATH": str(ROOT),
    }
    return clean | wanted | {name: value for name, value in settings.items() if value != "unset"}


def ccbot(
    command: str, settings: dict[str, str], folder: Path, *, before: tuple[str, ...] = (), limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in that folder; `limit` is the largest file it may write, in bytes."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*before, sys.executable, "-m", "bot", command],
        env=settings,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=limited,
        check=False,
    )


def says_one_line(ended: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command failed, and its whole error is one line with these words."""
    assert ended.returncode == 1, ended
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith("ccbot: ")
    for word in words:
        assert word in lines[0]
    assert "Traceback" not in ended.stdout + ended.stderr


@dataclass
class Wrong:
    """Something wrong: the settings, what prepares the folder, the words of the line, and where `check` says it."""

    words: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[Path], None] = lambda _: None
    checked_as: str = "settings"


def write(name: str, text: str) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        (folder / name).write_text(text, "utf-8")

    return prepare


def garbage(folder: Path) -> None:
    (folder / "ccbot.db").write_bytes(bytes(range(256)) * 20)


def newer(folder: Path) -> None:
    made(folder)
    with sqlite3.connect(folder / "ccbot.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def made(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'ccbot.db'}")
    migrate(database)
    database.close()


def charter(old: str, new: str) -> Callable[[Path], None]:
    """Write a network.toml that differs from the shipped one in one place."""

    def prepare(folder: Path) -> None:
        shutil.copytree(SHIPPED, folder / "net")
        text = (SHIPPED / "network.toml").read_text("utf-8")
        assert text.count(old) >= 1
        (folder / "net" / "network.toml").write_text(text.replace(old, new, 1), "utf-8")

    return prepare


MINE = {"CCBOT_NETWORK": "net/network.toml"}
NO_POSTGRESQL = "postgresql+psycopg://ccbot:hunter2@127.0.0.1:1/ccbot"
WRONGS = {
    "no token": Wrong(("CCBOT_TOKEN is missing", "@BotFather"), {"CCBOT_TOKEN": ""}),
    "malformed token": Wrong(("CCBOT_TOKEN is no token", "123456789:"), {"CCBOT_TOKEN": "my bot"}),
    "unknown setting": Wrong(("CCBOT_TOKNE", "did you mean CCBOT_TOKEN?"), {"CCBOT_TOKNE": "x"}),
    "unknown setting in .env": Wrong(("CCBOT_OWNER ", "CCBOT_OWNERS?"), prepare=write(".env", "CCBOT_OWNER=7\n")),
    "wrong value": Wrong(("CCBOT_RATE", "integer"), {"CCBOT_RATE": "fast"}),
    "wrong owners": Wrong(("CCBOT_OWNERS", "123456,987654"), {"CCBOT_OWNERS": "@olga"}),
    "wrong address": Wrong(("CCBOT_LISTEN", "127.0.0.1:8080"), {"CCBOT_LISTEN": "8080"}),
    "webhook without a secret": Wrong(("CCBOT_WEBHOOK_SECRET",), {"CCBOT_WEBHOOK_URL": "https://bot.example.org"}),
    "no database address": Wrong(
        ("CCBOT_DATABASE_URL", "sqlite:///"), {"CCBOT_DATABASE_URL": "file.db"}, checked_as="database"
    ),
    "database down": Wrong(
        ("cannot be reached", "port 1"), {"CCBOT_DATABASE_URL": NO_POSTGRESQL}, checked_as="database"
    ),
    "no database file": Wrong(("not a database",), prepare=garbage, checked_as="database"),
    "newer database": Wrong(("newer than this program",), prepare=newer, checked_as="database"),
    "broken toml": Wrong(
        ("net/network.toml:8: is not valid TOML",), MINE, charter("languages = [", "languages = = ["), "network"
    ),
    "wrong toml": Wrong(
        ("net/network.toml:", "regions.mena.countries", "ZZ"), MINE, charter('"AE", ', '"ZZ", '), "network"
    ),
    "no toml": Wrong(("net/network.toml: cannot be read",), MINE, checked_as="network"),
}


def test_one_clear_line(tmp_path):
    """All of them side by side: each is a process of its own."""

    def tried(name: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        WRONGS[name].prepare(folder)
        return ccbot("run", environment(folder, **WRONGS[name].settings), folder)

    with ThreadPoolExecutor(2) as pool:
        for name, ended in zip(WRONGS, pool.map(tried, WRONGS), strict=True):
            says_one_line(ended, *WRONGS[name].words)
            assert "hunter2" not in ended.stderr, "no password is shown"


@pytest.mark.parametrize("name", WRONGS)
def test_check_says_it_too(name, tmp_path, monkeypatch, capsys):
    wrong = WRONGS[name]
    wrong.prepare(tmp_path)
    for key in [key for key in os.environ if key.startswith("CCBOT_")]:
        monkeypatch.delenv(key)
    for key, value in environment(tmp_path, **wrong.settings).items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert main(["check"]) == 1
    found = [line for line in capsys.readouterr().out.splitlines() if line.startswith(f"wrong  {wrong.checked_as}")]
    assert len(found) == 1
    for word in wrong.words:
        assert word in found[0]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before, "it changes nothing"


def test_a_token_that_telegram_refuses(town, tmp_path):
    settings = environment(tmp_path, CCBOT_API_URL=town.url, CCBOT_TOKEN=f"{TOKEN}-of-yesterday")
    says_one_line(ccbot("run", settings, tmp_path), "CCBOT_TOKEN is refused by Telegram")
    checked = ccbot("check", settings, tmp_path)
    assert "wrong  Telegram  the token is refused" in checked.stdout
    assert "yesterday" not in checked.stdout + checked.stderr, "no token is shown"


def test_a_port_that_is_taken_costs_no_update(town, tmp_path):
    mona = town.person("Mona")
    mona.start()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        settings = environment(tmp_path, CCBOT_API_URL=town.url, CCBOT_LISTEN=listen)
        says_one_line(ccbot("run", settings, tmp_path), f"CCBOT_LISTEN={listen}", "in use")
    with bot(town, f"sqlite:///{tmp_path / 'ccbot.db'}", folder=tmp_path):
        mona.awaits(WELCOME)


def test_telegram_away_at_the_start_is_waited_for(tmp_path):
    port = free_port()
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    nowhere = Sandbox.__new__(Sandbox)
    nowhere.url = f"http://127.0.0.1:{port}"
    with bot(nowhere, address, folder=tmp_path, ready=False) as running:
        until(lambda: running.log.read_text().count("telegram.away") >= 2, "it to say so, and to try again")
        town = Sandbox("--port", str(port))
        try:
            running.awaits_ready()
            assert running.stop() == 0
        finally:
            town.close()
    with bot(nowhere, address, folder=tmp_path, ready=False) as running:
        running.awaits("telegram.away")
        assert running.stop() == 0
        assert "Traceback" not in running.log.read_text()


def test_a_folder_that_cannot_be_written(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    settings = environment(folder)
    folder.chmod(0o555)
    try:
        says_one_line(ccbot("run", settings, tmp_path, before=(*LIKE_ANYBODY,)), "database", "unable to open")
        checked = ccbot("check", settings, tmp_path, before=(*LIKE_ANYBODY,))
        assert f"wrong  database  {folder} cannot be written" in checked.stdout
        folder.chmod(0o755)
        made(folder)
        for path in (*folder.iterdir(), folder):
            path.chmod(path.stat().st_mode & ~0o222)
        ended = ccbot("run", settings, tmp_path, before=(*LIKE_ANYBODY,))
        says_one_line(ended, "database", "readonly")
        checked = ccbot("check", settings, tmp_path, before=(*LIKE_ANYBODY,))
        assert "wrong  database" in checked.stdout
    finally:
        for path in (folder, *folder.iterdir()):
            path.chmod(0o755)


def test_a_disk_too_full_for_the_first_tables(tmp_path):
    settings = environment(tmp_path)
    says_one_line(
        ccbot("migrate", settings, tmp_path, limit=64 * 1024), "the database cannot be brought to this version"
    )
    ended = ccbot("migrate", settings, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, ""), "what was begun does not stand in the way"
    assert "at this program's version now" in ended.stdout


def test_a_database_of_an_older_version_is_brought_up(town, tmp_path):
    """Older is today only what has no tables yet, and versions that future migrations leave behind."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(ROOT / "db" / "migrations"))
    older = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][1:]
    for number, revision in enumerate([*older, None]):
        folder = tmp_path / str(number)
        folder.mkdir()
        database = Database(f"sqlite:///{folder / 'ccbot.db'}")
        with database.unit():
            pass  # the file is there
        if revision:
            migrate(database, revision)
        database.close()
        settings = environment(folder, CCBOT_API_URL=town.url)
        assert "wrong  database" not in ccbot("check", settings, folder).stdout
        assert ccbot("migrate", settings, folder).returncode == 0
        assert "is at this program's version" in ccbot("check", settings, folder).stdout
