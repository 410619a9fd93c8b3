"""compose.yaml against the Compose specification's own schema, and against what we ask of it besides."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tools.files import ROOT

ONE_SHOT = "migrate"


def problems(compose: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a file that the schema already accepts, a line each."""
    services: dict[str, dict[str, Any]] = compose["services"]
    volumes = compose.get("volumes", {})
    for name, service in services.items():
        for other in service.get("depends_on", ()):
            if other not in services:
                yield f"{name}: depends on {other}, which is no service"
            elif not _starts_with(services[other], service):
                yield f"{name}: depends on {other}, which another profile starts"
        for mounted in service.get("volumes", ()):
            if (volume := mounted.partition(":")[0]) not in volumes:
                yield f"{name}: the volume {volume} is not declared"
        for port in service.get("ports", ()):
            if not str(port).startswith("127.0.0.1:"):
                yield f"{name}: port {port} is open to the world; begin it with 127.0.0.1:"
        if service.get("ports") and service.get("deploy", {}).get("replicas", 1) > 1:
            yield f"{name}: several processes cannot share a port"
        if "build" not in service:
            if not str(service.get("image", "")).rpartition(":")[2][:1].isdigit():
                yield f"{name}: the image's version is not pinned"
            if not service.get("healthcheck"):
                yield f"{name}: no health check"
        if service.get("privileged") or service.get("network_mode") == "host":
            yield f"{name}: asks for more than it needs"
        if name != ONE_SHOT and service.get("restart") != "unless-stopped":
            yield f"{name}: does not come back after a restart of the machine"


def _starts_with(other: dict[str, Any], service: dict[str, Any]) -> bool:
    """Say whether `other` is there whenever `service` is."""
    theirs = set(other.get("profiles", ()))
    return not theirs or theirs >= set(service.get("profiles", ())) > set()


def read(path: Path) -> dict[str, Any]:
    """Read a compose file, its merge keys resolved.

    Raises ruamel.yaml.error.YAMLError when it is no YAML.
    """
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return loaded


def main(root: Path = ROOT) -> int:
    """Print every problem; returns 1 when there is one."""
    path = root / "compose.yaml"
    try:
        compose = read(path)
    except YAMLError as error:
        print(f"{path.name}: {error}")
        return 1
    schema = subprocess.run(  # noqa: S603 - our own virtual environment
        [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)],
        check=False,
        capture_output=True,
        text=True,
    )
    if schema.returncode:
        print(schema.stdout + schema.stderr)
        return 1
    found = [f"{path.name}: {problem}" for problem in problems(compose)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
