"""Basic run by LibreOffice: a macro of ours in a profile of its own, which writes what it finds into a file, one line each."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from office import require_soffice

SECONDS = 90
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
"""As if it had been started before: a first start would put LibreOffice's own macros over ours."""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library">
 <library:library library:name="Standard" library:link="false"/>
</library:libraries>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Bench"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Bench" script:language="StarBasic">{}</script:module>
"""
_MAIN = """
Global Found As String

Sub Main
  On Local Error GoTo Wrong
  Probe
Ended:
  On Local Error GoTo 0
  Dim sink : sink = createUnoService("com.sun.star.ucb.SimpleFileAccess").openFileWrite("{out}")
  Dim writer : writer = createUnoService("com.sun.star.io.TextOutputStream")
  writer.setOutputStream(sink)
  writer.setEncoding("UTF-8")
  writer.writeString(Found)
  writer.closeOutput()
  StarDesktop.terminate()
  Exit Sub
Wrong:
  Say "error " & Error$
  Resume Ended
End Sub

Sub Say(text As String)
  Found = Found & text & Chr(10)
End Sub

Function Loaded(url As String, filter As String)
  Dim given(2) As New com.sun.star.beans.PropertyValue
  given(0).Name = "Hidden" : given(0).Value = True
  given(1).Name = "MacroExecutionMode" : given(1).Value = 4
  given(2).Name = "FilterName" : given(2).Value = filter
  Loaded = StarDesktop.loadComponentFromURL(url, "_blank", 0, given())
End Function
"""


def run_basic(probe: str, folder: Path) -> list[str]:
    """Run `Sub Probe` of this source; it calls Say for every line of the answer and Loaded(url, filter) for a document."""
    home, out = folder / "profile", folder / "said.txt"
    standard = home / "user" / "basic" / "Standard"
    standard.mkdir(parents=True, exist_ok=True)
    (home / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    for name in ("script.xlc", "dialog.xlc"):
        (standard.parent / name).write_text(_LIBRARIES, encoding="utf-8")
    (standard / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    source = _MAIN.replace("{out}", out.as_uri()) + probe
    (standard / "Bench.xba").write_text(_MODULE.format(escape(source)), encoding="utf-8")
    out.unlink(missing_ok=True)
    command = [require_soffice(), f"-env:UserInstallation={home.as_uri()}", "--headless", "--norestore", "--nologo", "macro:///Standard.Bench.Main"]
    program = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        answer, _ = program.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        answer = f"still running after {SECONDS} seconds; {program.communicate()[0]}"
    assert out.exists(), f"LibreOffice ran no macro to its end: {answer}"
    return out.read_text(encoding="utf-8").splitlines()
