#!/usr/bin/env bash
# Puts what Functions find under Node.js into .cache/node, from the lock. Without Node.js it says so and changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "No Node.js with npm on PATH: the emulator runs no Functions, and the tests of Functions will fail." >&2
  exit 0
fi
echo "setting up .cache/node with Node.js $(node --version)"
rm -rf .cache/node
mkdir -p .cache/node
cp emulator/package.json emulator/package-lock.json emulator/.npmrc .cache/node/
(cd .cache/node && npm ci --loglevel=error --no-audit --no-fund --no-update-notifier)
touch .cache/node/ready
