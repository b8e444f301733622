; Results Desk for one person on Windows: a Python environment of its own from the wheels packed here, then `results-desk install`.
; Needs no administrator and no network. Needs 64-bit Python 3.13, which this installer looks for and does not bring along.
; Built on Linux: packaging/windows/build.sh

Unicode true
RequestExecutionLevel user
SetCompressor /SOLID lzma
Name "Results Desk ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Results Desk"
ShowInstDetails show

!include LogicLib.nsh
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\ResultsDesk"
!define NO_PYTHON "Results Desk needs 64-bit Python 3.13, and none was found for you on this computer.$\r$\n$\r$\n\
Install it, with its option tcl/tk:$\r$\n\
  - from the Microsoft Store: Python 3.13$\r$\n\
  - or: winget install --scope user Python.Python.3.13$\r$\n$\r$\n\
Then start this installer again."

Var Python

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

; The program of a Python 3.13: as its installer writes it down, for the person or for all; then the Microsoft Store's.
!macro FindIn ROOT
    ${If} $Python == ""
        ReadRegStr $Python ${ROOT} "Software\Python\PythonCore\3.13\InstallPath" "ExecutablePath"
    ${EndIf}
!macroend

Function FindPython
    SetRegView 64
    StrCpy $Python ""
    !insertmacro FindIn HKCU
    !insertmacro FindIn HKLM
    ${If} $Python == ""
    ${AndIf} ${FileExists} "$LOCALAPPDATA\Microsoft\WindowsApps\python3.13.exe"
        StrCpy $Python "$LOCALAPPDATA\Microsoft\WindowsApps\python3.13.exe"
    ${EndIf}
    ${If} $Python == ""
        MessageBox MB_OK|MB_ICONEXCLAMATION "${NO_PYTHON}" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
FunctionEnd

; Run a program, show what it says, and stop where it fails.
!macro Run WORDS FAILED
    nsExec::ExecToLog '${WORDS}'
    Pop $0
    ${If} $0 != 0
        MessageBox MB_OK|MB_ICONSTOP "${FAILED}" /SD IDOK
        SetErrorLevel 1
        Abort "${FAILED}"
    ${EndIf}
!macroend

Section "Results Desk"
    Call FindPython
    DetailPrint "Python: $Python"
    SetOutPath "$INSTDIR\wheels"
    File "${WHEELS}/*.whl"
    SetOutPath "$INSTDIR"
    !insertmacro Run '"$Python" -m venv --clear "$INSTDIR\python"' "Python could not make an environment in $INSTDIR."
    !insertmacro Run '"$INSTDIR\python\Scripts\python.exe" -m pip install --no-index --find-links "$INSTDIR\wheels" results-desk==${VERSION}' \
        "The packages could not be installed. The lines above say why."
    RMDir /r "$INSTDIR\wheels"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Results Desk"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    !insertmacro Run '"$INSTDIR\python\Scripts\python.exe" -P -m results_desk install' \
        "The add-in could not be put into Excel: close Excel and start this installer again."
    nsExec::ExecToLog '"$INSTDIR\python\Scripts\python.exe" -P -m results_desk doctor'
    Pop $0
SectionEnd

Section "Uninstall"
    nsExec::ExecToLog '"$INSTDIR\python\Scripts\python.exe" -P -m results_desk uninstall'
    Pop $0
    ${If} $0 != 0
        MessageBox MB_OK|MB_ICONSTOP "Close Excel, then start the removal again." /SD IDOK
        Abort
    ${EndIf}
    RMDir /r "$INSTDIR\python"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
