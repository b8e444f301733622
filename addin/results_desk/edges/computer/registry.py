"""The Windows registry, as far as we read and write it: our launcher's place, and the policies that decide about add-ins."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Protocol

LAUNCHER = r"Software\VB and VBA Program Settings\ResultsDesk\Launcher"
"""Where VBA's GetSetting("ResultsDesk", "Launcher", ...) looks: in the settings of the person who is logged in."""
LAUNCHER_APP = r"Software\VB and VBA Program Settings\ResultsDesk"


class Registry(Protocol):
    """Values by root ("user" or "machine"), key and name."""

    def get(self, root: str, key: str, name: str) -> str | None:
        """A value as text; None when there is none, or it may not be read."""
        ...

    def put(self, key: str, name: str, value: str) -> None:
        """Write a text into a key of the user's, which is made where it is missing."""
        ...

    def remove(self, key: str) -> bool:
        """Take away a key of the user's with its values. False when it was not there."""
        ...


class NoRegistry:
    """Where there is none: everything is missing, and nothing is written."""

    def get(self, root: str, key: str, name: str) -> str | None:
        """None."""
        return None

    def put(self, key: str, name: str, value: str) -> None:
        """Nothing."""

    def remove(self, key: str) -> bool:
        """False."""
        return False


class WindowsRegistry:
    """The registry of this Windows, through Python's own `winreg`."""

    def __init__(self) -> None:
        """ImportError where there is no Windows."""
        import winreg

        self._winreg: Any = winreg
        self._roots = {"user": self._winreg.HKEY_CURRENT_USER, "machine": self._winreg.HKEY_LOCAL_MACHINE}

    def get(self, root: str, key: str, name: str) -> str | None:
        """A value as text; None when there is none, or it may not be read."""
        with suppress(OSError), self._winreg.OpenKey(self._roots[root], key) as opened:
            return str(self._winreg.QueryValueEx(opened, name)[0])
        return None

    def put(self, key: str, name: str, value: str) -> None:
        """Write a text into a key of the user's, which is made where it is missing."""
        with self._winreg.CreateKey(self._roots["user"], key) as opened:
            self._winreg.SetValueEx(opened, name, 0, self._winreg.REG_SZ, value)

    def remove(self, key: str) -> bool:
        """Take away a key of the user's with its values. False when it was not there."""
        try:
            self._winreg.DeleteKey(self._roots["user"], key)
        except OSError:
            return False
        return True


def registry(system: str) -> Registry:
    """The registry of this computer, or none."""
    return WindowsRegistry() if system == "Windows" else NoRegistry()
