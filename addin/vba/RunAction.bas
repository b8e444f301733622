Attribute VB_Name = "ResultsDeskRibbon"
Option Explicit
' All that Results Desk does in VBA: start its own program for a button. Of a workbook only the name goes out, as
' hexadecimal digits, so that no name can be anything but a name. What is started stands in the officer's own settings.
Private m_ribbon As IRibbonUI

Public Sub OnRibbonLoad(ribbon As IRibbonUI)
    Set m_ribbon = ribbon
    Set ThisWorkbook.Watched = Application
End Sub

Public Sub RefreshRibbon()
    If Not m_ribbon Is Nothing Then m_ribbon.Invalidate
End Sub

Public Sub GetEnabled(control As IRibbonControl, ByRef returnedVal)
    returnedVal = (control.Tag = "")
    If Not ActiveWorkbook Is Nothing And control.Tag <> "" Then
        returnedVal = InStr("|" & control.Tag & "|", "|" & LCase$(ActiveWorkbook.Name) & "|") > 0
    End If
End Sub

Public Sub RunAction(control As IRibbonControl)
    Dim words As String, i As Long
    If control.ID Like "*[!a-z_]*" Then Exit Sub
    words = control.ID & " x"
    If Not ActiveWorkbook Is Nothing Then
        For i = 1 To Len(ActiveWorkbook.Name)
            words = words & Right$("000" & Hex$(AscW(Mid$(ActiveWorkbook.Name, i, 1)) And &HFFFF&), 4)
        Next
    End If
    StartLauncher words
End Sub

Private Sub StartLauncher(words As String)
    On Error GoTo Blocked
#If Mac Then
    AppleScriptTask "ResultsDesk.applescript", "RunAction", words
#Else
    Shell """" & GetSetting("ResultsDesk", "Launcher", "Python") & """ -P -m results_desk run " & words & " " & Application.Hwnd, vbNormalFocus
#End If
    Exit Sub
Blocked:
    MsgBox "Results Desk could not be started from Excel. Use its panel instead (results-desk panel): it does the same. " & _
        "To mend the buttons: results-desk install, then results-desk doctor, which says what your IT has to allow.", 48, "Results Desk"
End Sub
