#!/usr/bin/env bash
# Installs the package alone, as a user does, into an empty environment, and asks it something.
set -euo pipefail
python=${1:-python3.11}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements/base.lock"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$here"
cd "$work"
bin=$work/venv/bin
"$bin/clientela" --version
"$bin/clientela" sample shop --customers 200 --seed 7
"$bin/clientela" init data --time-zone Europe/Madrid
"$bin/clientela" variables revenue --workspace data > variables.txt
grep -q revenue_365d variables.txt
"$bin/clientela" segment count "city is set" --workspace data --json > count.json
"$bin/python" - <<'PY'
import json

found = json.load(open("count.json"))
assert found["count"] == 0 and found["population"] == 0, found
PY
for command in "discover" "lifetime" "patterns" "voice"; do
    if "$bin/clientela" $command --workspace data 2> said.txt; then
        echo "clientela $command worked without the optional part it needs" >&2
        exit 1
    fi
    grep -q "clientela\[discover\]" said.txt || { cat said.txt >&2; exit 1; }
done
"$bin/clientela" rfm --help > /dev/null
for extra in pandas polars sklearn hypothesis django; do
    if "$bin/python" -c "import $extra" 2> /dev/null; then
        echo "the base install brought $extra" >&2
        exit 1
    fi
done
echo "bare install: works"
