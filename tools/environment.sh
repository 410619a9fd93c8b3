#!/bin/sh
# Makes the virtual environment named by the first argument, or brings it up to requirements/dev.txt.
set -eu

venv=$1

give_up() {
    echo "make: $1" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || give_up "$PYTHON is no Python 3.11 or newer"
        echo "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no python3 at all")
    give_up "Python 3.11 or newer is needed, and there is $found; name another one with PYTHON=/path/to/python3"
}

if ! new_enough "$venv/bin/python"; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        give_up "$python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv"
    echo "Making $venv with $("$python" --version) …"
    "$python" -m venv --clear "$venv"
fi

pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"
}

echo "Installing what requirements/dev.txt names …"
pip install --require-hashes -r requirements/dev.txt
pip install --no-deps --no-build-isolation --editable .
