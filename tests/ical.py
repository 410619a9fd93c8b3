"""A strict reader of calendar files, written from RFC 5545 alone: it refuses what a lenient program would let pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75  # octets, without the line break
_NAME = r"[A-Za-z0-9-]+"
_VALUE = r'(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
_LINE = re.compile(rf"({_NAME})((?:;{_NAME}={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";({_NAME})=({_VALUE}(?:,{_VALUE})*)")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "NAME", "X-WR-CALNAME", "UID", "PRODID"}
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "STATUS", "SEQUENCE"}
    | {"LAST-MODIFIED", "URL"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
    "VTIMEZONE": {"TZID"},
}
NEEDED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
WITHIN = {
    "VEVENT": "VCALENDAR",
    "VTIMEZONE": "VCALENDAR",
    "VALARM": "VEVENT",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
}


class NotValidError(Exception):
    """The file breaks a rule."""


@dataclass
class Property:
    """One line: its parameters and its value, a text's unescaped."""

    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Return a property's value; there must be exactly one."""
        (found,) = self.properties[name]
        return found.value

    def all(self, name: str) -> list["Component"]:
        """List the parts of this name."""
        return [part for part in self.parts if part.name == name]

    def moment(self, name: str, calendar: "Component") -> datetime:
        """Read a property as an aware time, with the zone that the file itself describes."""
        (found,) = self.properties[name]
        if zone := found.parameters.get("TZID"):
            local = _moment(found.value)
            (described,) = [part for part in calendar.all("VTIMEZONE") if part["TZID"] == zone]
            return local - _offset(described, local)
        if not found.value.endswith("Z"):
            raise NotValidError("a time of no zone")
        return _moment(found.value[:-1])


def read(content: bytes) -> Component:
    """Read one calendar. Raises NotValidError for whatever RFC 5545 does not allow."""
    open_ones: list[Component] = []
    whole: Component | None = None
    for name, parameters, value in _lines(content):
        if whole is not None:
            raise NotValidError("something stands behind the end")
        if name == "BEGIN":
            made = Component(value)
            if WITHIN.get(value) != (open_ones[-1].name if open_ones else None):
                raise NotValidError(f"{value} does not stand there")
            if open_ones:
                open_ones[-1].parts.append(made)
            open_ones.append(made)
        elif not open_ones:
            raise NotValidError("a property outside of everything")
        elif name == "END":
            closed = open_ones.pop()
            if closed.name != value:
                raise NotValidError(f"{value} ends {closed.name}")
            _check(closed)
            whole = None if open_ones else closed
        else:
            meant = _unescaped(value) if name in TEXTS else value
            open_ones[-1].properties.setdefault(name, []).append(Property(parameters, meant))
    if whole is None:
        raise NotValidError("it does not end")
    zones = {part["TZID"] for part in whole.all("VTIMEZONE")}
    for event in whole.all("VEVENT"):
        for name in ("DTSTART", "DTEND"):
            for found in event.properties.get(name, []):
                if (zone := found.parameters.get("TZID")) and zone not in zones:
                    raise NotValidError(f"nobody says what {zone} is")
        if "DTEND" in event.properties and event.moment("DTEND", whole) < event.moment("DTSTART", whole):
            raise NotValidError("it ends before it begins")
    return whole


def _lines(content: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    if not content.endswith(b"\r\n"):
        raise NotValidError("the last line is not ended")
    physical = content[:-2].split(b"\r\n")
    logical: list[bytes] = []
    for line in physical:
        if len(line) > LONGEST_LINE:
            raise NotValidError("a line is longer than 75 octets")
        line.decode()  # a letter of several octets is not torn apart
        if b"\r" in line or b"\n" in line:
            raise NotValidError("half a line break")
        if line[:1] in (b" ", b"\t"):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    for text in (line.decode() for line in logical):
        if re.search("[\x00-\x08\x0b-\x1f\x7f]", text):
            raise NotValidError(f"a control character in {text!r}")
        found = _LINE.fullmatch(text)
        if found is None:
            raise NotValidError(f"no content line: {text!r}")
        parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
        yield found[1].upper(), parameters, found[3]


def _unescaped(value: str) -> str:
    if re.search(r"(?<!\\)(?:\\\\)*[,;]", value) or re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value):
        raise NotValidError(f"not escaped: {value!r}")
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _check(made: Component) -> None:
    if missing := NEEDED.get(made.name, set()) - made.properties.keys():
        raise NotValidError(f"{made.name} lacks {missing}")
    if twice := {name for name in ONCE.get(made.name, ()) if len(made.properties.get(name, [])) > 1}:
        raise NotValidError(f"{made.name} says twice {twice}")
    if made.name == "VTIMEZONE" and not made.parts:
        raise NotValidError("a zone without clocks")
    for name, allowed in (("STATUS", {"CONFIRMED", "CANCELLED"}), ("ACTION", {"DISPLAY"}), ("VERSION", {"2.0"})):
        if made.properties.get(name) and made[name] not in allowed:
            raise NotValidError(f"{name} is {made[name]}")
    for found in made.properties.get("TRIGGER", []):
        if not re.fullmatch(
            r"-?P(?:\d+W|\d+D(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)", found.value
        ):
            raise NotValidError(f"no duration: {found.value}")


def _moment(written: str) -> datetime:
    """Read what clocks show, as if they were those of UTC."""
    return datetime.strptime(written, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _offset(zone: Component, local: datetime) -> timedelta:
    """How far the clocks are ahead of UTC at a wall time: what the latest change before it says."""
    changes = []
    for part in zone.parts:
        starts = [
            part["DTSTART"],
            *(day for found in part.properties.get("RDATE", []) for day in found.value.split(",")),
        ]
        if part.properties.get("RRULE"):
            raise NotValidError("this reader knows no rules of zones")
        changes += [(_moment(start), part["TZOFFSETTO"]) for start in starts]
    _, said = max(change for change in changes if change[0] <= local)
    sign = -1 if said[0] == "-" else 1
    return sign * timedelta(hours=int(said[1:3]), minutes=int(said[3:5]))
