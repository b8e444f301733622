"""Where a person's own files of Results Desk and of Excel are: on Windows, on a Mac, and elsewhere (no Excel there)."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ADDIN = "results_desk.xlam"
SCRIPT = "ResultsDesk.applescript"
_MAC_START = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
_MAC_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"


@dataclass(frozen=True)
class Places:
    """`system` is "Windows", "Darwin" or another; `home` the person's folder; `env` the environment; `python` the program that runs us."""

    system: str
    home: Path
    env: Mapping[str, str]
    python: Path

    @classmethod
    def here(cls) -> Places:
        """Those of this computer and this person."""
        return cls(platform.system(), Path.home(), os.environ, Path(sys.executable))

    @property
    def has_excel(self) -> bool:
        """Whether there is an Excel for this kind of computer."""
        return self.system in ("Windows", "Darwin")

    @property
    def own(self) -> Path:
        """Our own folder: which desks are known, and the logs of faults."""
        if self.system == "Windows":
            return self._roaming / "results-desk"
        if self.system == "Darwin":
            return self.home / "Library" / "Application Support" / "results-desk"
        return Path(self.env.get("XDG_CONFIG_HOME") or self.home / ".config") / "results-desk"

    @property
    def known_desks(self) -> Path:
        """The file that remembers where the desks are."""
        return self.own / "desks.json"

    @property
    def faults(self) -> Path:
        """The folder of the logs of our own faults."""
        return self.own / "faults"

    @property
    def start_folder(self) -> Path:
        """The folder whose add-ins Excel opens when it starts; Excel trusts it unless a policy says otherwise."""
        if self.system == "Windows":
            return self._roaming / "Microsoft" / "Excel" / "XLSTART"
        return self.home / _MAC_START

    @property
    def addin(self) -> Path:
        """Where the add-in lies when it is installed."""
        return self.start_folder / ADDIN

    @property
    def script(self) -> Path:
        """On a Mac: the script through which the add-in starts us. Excel runs scripts of this folder only."""
        return self.home / _MAC_SCRIPTS / SCRIPT

    @property
    def shortcut(self) -> Path:
        """On Windows: the panel in the Start menu."""
        return self._roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Results Desk.lnk"

    @property
    def windowless_python(self) -> Path:
        """The Python that shows no black window: pythonw.exe beside the one that runs us, where there is one."""
        beside = self.python.with_name("pythonw.exe")
        return beside if self.system == "Windows" and beside.is_file() else self.python

    @property
    def _roaming(self) -> Path:
        return Path(self.env.get("APPDATA") or self.home / "AppData" / "Roaming")
