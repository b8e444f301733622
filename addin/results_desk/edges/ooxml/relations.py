"""How the parts of a package point at each other, and how one is taken out with everything that names it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.xmlbytes import Unclear

_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its key, the last word of its kind, and the part it names ("" where that is outside the package)."""

    key: str
    kind: str
    part: str


def relations(package: Package, part: str) -> list[Relation]:
    """The relationships of a part ("": of the package)."""
    name = _relations_part(part)
    if not package.find(name):
        return []
    masked = xmlbytes.mask(package.read(name))
    root = xmlbytes.root(masked)
    if not root.endswith(b"Relationships"):
        raise Unclear("its relationships can't be read")
    found = []
    for element in xmlbytes.every(masked, root[:-1]):
        key, kind, target = (element.get(word) or "" for word in (b"Id", b"Type", b"Target"))
        inside = element.get(b"TargetMode") != "External"
        found.append(Relation(key, kind.rpartition("/")[2], _resolved(part, unquote(target)) if inside else ""))
    return found


def related(package: Package, part: str, kind: str) -> list[str]:
    """The parts of one kind that a part ("": the package) names in its relationships and that are there."""
    return [found for relation in relations(package, part) if relation.kind == kind and (found := package.find(relation.part))]


def take_out(package: Package, owner: str, part: str) -> str:
    """Remove a part that `owner` ("": the package) names, with the naming. Returns the key it was named by."""
    key = next((relation.key for relation in relations(package, owner) if package.find(relation.part) == part), "")
    drop_relation(package, owner, key)
    for name in (part, _relations_part(part)):
        if package.find(name):
            package.remove(name)
    _drop(package, _TYPES, b"Override", b"PartName", f"/{part}")
    return key


def drop_relation(package: Package, owner: str, key: str) -> None:
    """Forget the relationship of that key."""
    if package.find(_relations_part(owner)):
        _drop(package, _relations_part(owner), b"Relationship", b"Id", key)


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    base = "/" + posixpath.dirname(part)
    return posixpath.normpath(posixpath.join(base, target)).lstrip("/")


def _drop(package: Package, part: str, name: bytes, attribute: bytes, value: str) -> None:
    """Take out of a list every element with that attribute, whatever the case of its letters."""
    data = package.read(part)
    masked = xmlbytes.mask(data)
    prefix = xmlbytes.root(masked).rpartition(b":")[0]
    found = list(xmlbytes.every(masked, prefix + b":" + name if prefix else name))
    for element in reversed(found):
        if (element.get(attribute) or "").casefold() == value.casefold():
            data = data[: element.start] + data[element.end :]
    package.write(part, data)
