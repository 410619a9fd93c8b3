"""The audit log: what coordinators did, by row numbers and codes. Append-only; names and texts never enter it."""

import re
from collections.abc import Mapping

from db.queries import audit as queries
from network.people import Reader
from network.work import Work

Detail = str | int | bool | None | list[str] | list[int]

# Keys of the charter, states and the like. Whatever a person typed has a space or a capital sooner or later.
_CODE = re.compile(r"[a-z0-9_.:-]{1,64}")


def record(
    work: Work, reader: Reader | None, action: str, subject_kind: str, subject_id: int, **detail: Detail
) -> None:
    """Write one line about what `reader` did (None: the clock did it).

    `detail` holds row numbers and codes only; a name or a text would outlive its person here. Its `region` or `regions`
    say whom it concerns; without them what a regional coordinator does concerns their own regions.
    Raises ValueError when one tries to enter.
    """
    for value in (action, subject_kind, *detail.values()):
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and not _CODE.fullmatch(item):
                raise ValueError("the audit log takes codes and numbers only")
    actor = reader.id if reader else None
    regions = _concerned(reader, detail)
    queries.append(work.session, work.now, actor, action, subject_kind, subject_id, detail, regions)


def _concerned(reader: Reader | None, detail: Mapping[str, Detail]) -> tuple[str, ...]:
    told = detail.get("regions") or detail.get("region")
    if isinstance(told, list):
        return tuple(map(str, told))
    if isinstance(told, str):
        return (told,)
    return tuple(sorted(reader.regions)) if reader and not reader.network_wide else ()
