#!/bin/sh
# Compiles the four locks, for every system and every Python from 3.11 on. Without arguments nothing moves that
# need not; `--upgrade` takes the newest of everything, `--upgrade-package NAME` of one.
set -eu

uv=.venv-lock/bin/uv
if [ ! -x "$uv" ]; then
    "${PYTHON:-python3}" -m venv .venv-lock
    .venv-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
fi

lock() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --output-file "requirements/$out.txt" "$@"
    echo "requirements/$out.txt"
}

lock run pyproject.toml "$@"
lock dev pyproject.toml --extra dev "$@"
lock bench pyproject.toml --extra dev --extra bench "$@"
lock build requirements/build.in "$@"
