"""The clock rule: every *now* and every *sleep* goes through the clock that is handed in.

Only `bot/clock.py` and `sandbox/clock.py` may ask the system. ruff's TID251 says the same in an editor, for the
commonest ways; this one also sees what was imported under another name, and the monotonic clocks.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.files import ROOT, product_modules

CLOCKS = ("bot/clock.py", "sandbox/clock.py")
_TIME = (
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "sleep",
    "localtime",
    "gmtime",
    "ctime",
)
BANNED = frozenset(
    [f"time.{name}" for name in _TIME]
    + [f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")]
    + ["datetime.date.today", "asyncio.sleep", "sqlalchemy.func.now", "sqlalchemy.func.current_timestamp"]
)
# Without an argument they read the clock; with one they only convert.
_CONVERTERS = frozenset({"time.localtime", "time.gmtime", "time.ctime"})


def violations(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of everything in this module that asks the system for the time."""
    tree = ast.parse(source)
    names = _imported(tree)
    converted = {
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (node.args or node.keywords) and _name(node.func, names) in _CONVERTERS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in converted:
            name = _name(node, names)
            if name in BANNED:
                yield node.lineno, name


def _imported(tree: ast.Module) -> dict[str, str]:
    """Map what names in this module stand for to where they come from."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # `import a.b` binds `a`; `import a.b as c` binds the whole.
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _name(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        before = _name(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return ""


def main(root: Path = ROOT) -> int:
    """Print what breaks the rule; returns 1 when something does."""
    found = [
        f"{inside}:{line}: {name}: ask the clock that is handed in ({', '.join(CLOCKS)})"
        for path in product_modules(root)
        if (inside := path.relative_to(root).as_posix()) not in CLOCKS
        for line, name in violations(path.read_text("utf-8"))
    ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
