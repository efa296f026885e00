#!/usr/bin/env bash
# Builds .venv from the locks. Needs Python 3.11 to 3.13 with its venv module, and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

probe='import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
python=""
for candidate in python3.11 python3 python3.12 python3.13; do
  # A version manager may leave names on PATH that do not start: only an interpreter that runs counts.
  if "$candidate" -c "$probe" >/dev/null 2>&1; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  {
    echo "make: no usable Python found. This project needs Python 3.11 (3.12 and 3.13 do as well) with its venv module."
    echo "      Looked for python3.11, python3, python3.12, python3.13 on PATH; python3 is: $(python3 --version 2>/dev/null || echo missing)"
    echo "      Debian and Ubuntu: apt-get install python3.11 python3.11-venv. Fedora: dnf install python3.11."
  } >&2
  exit 1
fi

echo "setting up .venv with $("$python" --version)"
# Not `venv --clear`: behind a symbolic link that empties an environment that is not ours.
rm -rf .venv
"$python" -m venv .venv
pip=(.venv/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes)
"${pip[@]}" -r requirements-uv.txt
# uv takes seconds where pip takes half a minute; where only pip is configured for the way out, pip does it.
UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=$PWD/.venv \
  .venv/bin/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.txt ||
  "${pip[@]}" -r requirements-dev.txt
