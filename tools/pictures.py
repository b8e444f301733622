"""Pictures of every letter, to be looked at: each template with little in it, with much, with the longest values, in large print.

Run by `make pictures`; they are written to dist/pictures, one PNG per page.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from letter_kinds import CHOOSE, LARGE, Typed, filled  # noqa: E402
from letter_words import REQUEST, TEMPLATES  # noqa: E402
from office import to_pdf  # noqa: E402

from results_desk.edges.word.letters import Letter  # noqa: E402
from results_desk.edges.word.look import Look  # noqa: E402

LONGEST = "Featherstonehaugh " * 11 + "de"
CASES = {
    "one": Typed(1, "Llewellyn"), "three": Typed(3, "Llewellyn"), "fourteen": Typed(14, "Llewellyn", practice=False),
    "empty": Typed(1, None, practice=False), "longest": Typed(3, LONGEST),
}  # fmt: skip
IN_LARGE = ("three", "longest")
RESOLUTION = 70


def letters() -> Iterator[tuple[str, bytes]]:
    """Every picture's name and its letter, the first of those that a case makes; what looks the same in two cases is left out."""
    seen = set()
    for path in sorted(TEMPLATES.glob("*.docx")):
        for large in (False, True)[: 2 if path.stem.removesuffix("_welsh") in LARGE else 1]:
            letter = Letter.open(path, Look(large=large))
            for case, desk in CASES.items():
                if large and case not in IN_LARGE:
                    continue
                made = letter.render(filled(path.stem, desk)[0])
                if made not in seen:
                    seen.add(made)
                    yield f"{path.stem} {case}{' large' if large else ''}", made
    yield f"{REQUEST.stem} to choose from", Letter.open(REQUEST).render(CHOOSE(Typed(9, None))[0])


def main() -> None:
    """Make them all, with one run of LibreOffice."""
    folder = ROOT / "dist" / "pictures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as making:
        paths = []
        for name, letter in letters():
            paths.append(Path(making) / f"{name}.docx")
            paths[-1].write_bytes(letter)
        for pdf in to_pdf(paths, Path(making)):
            subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-png", str(pdf), str(folder / pdf.stem)], check=True)
    print(f"{len(list(folder.glob('*.png')))} pages of {len(paths)} letters in {folder}")


if __name__ == "__main__":
    main()
