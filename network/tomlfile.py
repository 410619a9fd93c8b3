"""A TOML file that people edit by hand: typed reading, and errors that name the file, the line and what is wrong."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

type_names = {
    str: "a text in quotes",
    int: "a whole number",
    bool: "true or false",
    list: "a list in [ ]",
    dict: "a table",
}

_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}")
_TOKEN = re.compile(
    r"""#[^\n]*|\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\[\]{}=,.\n]|[^\s\[\]{}=,.#"']+""",
    re.DOTALL,
)

Where = tuple[str, ...]


class CharterError(Exception):
    """A network's settings cannot be used. `str()` is one line: file, line number, what is wrong."""

    def __init__(self, file: Path, line: int | None, what: str) -> None:
        what = " ".join(what.split())
        super().__init__(f"{file}:{line}: {what}" if line else f"{file}: {what}")
        self.file = file
        self.line = line
        self.what = what


def _lines_by_path(text: str) -> dict[Where, int]:
    """The line of every table, key and listed value. Expects text that tomllib accepts."""
    lines: dict[Where, int] = {}
    prefix: Where = ()
    names: list[str] = []
    header = in_value = False
    depth = 0
    for found in _TOKEN.finditer(text):
        part = found[0]
        if part.startswith("#") or part == ".":
            continue
        if part == "\n":
            if not (in_value and depth):
                names, header, in_value, depth = [], False, False, 0
            continue
        line = text.count("\n", 0, found.start()) + 1
        if in_value:
            if part in "[{":
                depth += 1
            elif part in "]}":
                depth -= 1
            elif depth and part not in ",=":
                lines.setdefault((*prefix, *names, part.strip("\"'")), line)
        elif part == "[":
            header = True
        elif part == "]":
            prefix = tuple(names)
            lines.setdefault(prefix, line)
        elif part == "=":
            in_value = True
        else:
            names.append(part.strip("\"'"))
            lines.setdefault((*(() if header else prefix), *names), line)
    return lines


class TomlFile:
    """One parsed file, and the lines on which its keys stand."""

    def __init__(self, path: Path) -> None:
        """Read and parse; raises `CharterError` when it cannot be read, is not UTF-8 or is not TOML."""
        self.path = path
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise CharterError(path, None, f"cannot be read: {error.strerror or error}") from error
        try:
            # Editors on Windows put a byte order mark in front, and end lines with \r\n.
            self.text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise CharterError(path, line, "is not UTF-8 text; save the file with the encoding UTF-8") from error
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\(at line (\d+), column \d+\)", str(error))
            line = int(place[1]) if place else self.text.rstrip("\n").count("\n") + 1
            what = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
            raise CharterError(path, line, f"is not valid TOML: {what}") from error
        self._lines: dict[Where, int] | None = None

    def fail(self, where: Where, what: str) -> CharterError:
        """The error to raise for the key at this path; a missing key takes the line of its table."""
        if self._lines is None:
            self._lines = _lines_by_path(self.text)
        line = None
        for end in range(len(where), 0, -1):
            line = self._lines.get(where[:end])
            if line is not None:
                break
        return CharterError(self.path, line, what)

    def root(self) -> "Table":
        return Table(self, (), self.data)


class Table:
    """One table of the file. Reading a key marks it as known; `done()` refuses whatever was not read."""

    def __init__(self, file: TomlFile, where: Where, data: Mapping[str, Any]) -> None:
        self.file = file
        self.where = where
        self._data = data
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def label(self, *keys: str) -> str:
        """How an error names a key of this table: `regions.mena.name`."""
        return ".".join((*self.where, *keys))

    def fail(self, what: str, *keys: str) -> CharterError:
        return self.file.fail((*self.where, *keys), f"{self.label(*keys)}: {what}" if self.where or keys else what)

    def done(self) -> None:
        """Raise for the first key nobody asked for, with the known key it looks like."""
        for key in self._data:
            if key not in self._known:
                alike = get_close_matches(key, self._known, 1)
                hint = f"did you mean “{alike[0]}”?" if alike else f"known here: {', '.join(sorted(self._known))}"
                raise self.fail(f"unknown key; {hint}", key)

    def _get(self, key: str, kind: type, default: Any = None) -> Any:
        self._known.add(key)
        if key not in self._data:
            if default is not None:
                return default
            raise self.fail(f"“{key}” is missing ({type_names[kind]})")
        value = self._data[key]
        if type(value) is not kind:
            raise self.fail(f"must be {type_names[kind]}", key)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self._get(key, str, default)
        if not value.strip():
            raise self.fail("must not be empty", key)
        return value.strip()

    def choice(self, key: str, choices: Collection[str]) -> str:
        value = self.text(key)
        if value not in choices:
            raise self.fail(f"“{value}” is not one of: {', '.join(choices)}", key)
        return value

    def number(self, key: str, low: int, high: int) -> int:
        value: int = self._get(key, int)
        if not low <= value <= high:
            raise self.fail(f"{value} is not between {low} and {high}", key)
        return value

    def day(self, key: str) -> date | None:
        """A day such as 2027-02-08, in quotes or not; None where it is left out."""
        self._known.add(key)
        value = self._data.get(key)
        if isinstance(value, str):
            with suppress(ValueError):
                value = date.fromisoformat(value.strip())
        if value is not None and type(value) is not date:
            raise self.fail("must be a day such as 2027-02-08", key)
        return value

    def hour(self, key: str) -> int:
        """A time of day such as "21:00", in minutes after midnight."""
        found = re.fullmatch(r"(\d{1,2}):(\d{2})", self.text(key))
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise self.fail('must be a time of day such as "21:00"', key)
        return int(found[1]) * 60 + int(found[2])

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value: bool = self._get(key, bool, default)
        return value

    def listed(self, key: str, kind: type[str] | type[int], *, required: bool = True) -> tuple[Any, ...]:
        """A list of values of one type, none of them twice, not empty. One that is not required may be left out."""
        if not required and key not in self._data:
            self._known.add(key)
            return ()
        values: list[Any] = self._get(key, list)
        for at, value in enumerate(values):
            if type(value) is not kind:
                raise self.fail(f"every value must be {type_names[kind]}", key, str(value))
            if value in values[:at]:
                raise self.fail(f"“{value}” stands twice", key, str(value))
        if not values:
            raise self.fail("must not be empty", key)
        return tuple(values)

    def table(self, key: str) -> "Table":
        return Table(self.file, (*self.where, key), self._get(key, dict))

    def tables(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """The tables under a key, each with its own key (short: it travels in a button's 64 bytes)."""
        outer = self.table(key)
        if not list(outer):
            raise outer.fail("must not be empty")
        for name in outer:
            if not _KEY.fullmatch(name):
                raise outer.fail("a key is 1 to 24 of a-z, 0-9 and _, and begins with a letter", name)
            yield name, outer.table(name)

    def names(self, key: str, languages: Collection[str]) -> dict[str, str]:
        """One text in several languages; English must be there, because it stands in for any other."""
        table = self.table(key)
        if "en" not in table:
            raise table.fail("the English version (en) is missing")
        names = {language: table.text(language) for language in languages if language in table}
        for language in table:
            if language not in names:
                raise table.fail(f"this network's languages are {', '.join(languages)}", language)
        return names
