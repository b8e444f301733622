"""What a workbook says of itself: who saved it last and when, and the folder it lay in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.relations import related

_WHO = re.compile(rb"(<(?:\w+:)?lastModifiedBy(?:\s[^<>]*)?>)[^<]*(</)")
_WHEN = re.compile(rb"(<(?:\w+:)?modified(?:\s[^<>]*)?>)[^<]*(</)")
_PRINTED = re.compile(rb"<((?:\w+:)?lastPrinted)(?:\s[^<>]*)?>[^<]*</\1\s*>")
_PATH = re.compile(rb"(<(?:\w+:)?absPath\s[^<>]*?\burl=)\"[^\"]*\"")


def forget_last_saved(package: Package, book: str, now: datetime) -> None:
    """Leave no name, day and folder of the last time the workbook was saved. `now` is an aware moment, `book` the workbook's part."""
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    for part in related(package, "", "core-properties"):
        data = _WHEN.sub(rb"\g<1>" + moment + rb"\2", _WHO.sub(rb"\1\2", package.read(part)))
        package.write(part, _PRINTED.sub(b"", data))
    package.write(book, _PATH.sub(rb'\1""', package.read(book)))
