#!/usr/bin/env bash
# Builds the Windows installer on Linux: our wheel, the locked wheels for Windows, and both packed by NSIS into one file for one person.
# usage: packaging/windows/build.sh PYTHON (with pip and hatchling); the result is dist/windows/results-desk-VERSION-setup.exe
set -euo pipefail
python=$(realpath -s "${1:?usage: packaging/windows/build.sh PYTHON}")
cd "$(dirname "$0")/../.."

command -v makensis >/dev/null || { echo "makensis is missing (Debian, Ubuntu: sudo apt-get install nsis)" >&2; exit 1; }
out=dist/windows
rm -rf "$out"
mkdir -p "$out/wheels"

"$python" -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w "$out/wheels" .
"$python" -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
    --platform win_amd64 --implementation cp --python-version 3.13 -r requirements/windows.lock -d "$out/wheels"

version=$("$python" -c 'import results_desk; print(results_desk.__version__)')
makensis -V2 -NOCD "-DVERSION=$version" "-DWHEELS=$out/wheels" "-DOUT=$out/results-desk-$version-setup.exe" packaging/windows/results-desk.nsi
ls -l "$out"/*.exe
