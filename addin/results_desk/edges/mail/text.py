"""The texts of messages: a plain text file each, in the letters' own language of fields, its subject in the first line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Template, TemplateError, TemplateSyntaxError, UndefinedError

from results_desk.edges.folders import shipped
from results_desk.edges.word.letters import check_fields
from results_desk.edges.word.sandbox import Sandbox
from results_desk.edges.word.template import used_fields
from results_desk.edges.word.values import Values
from results_desk.errors import DeskError

_SUBJECT = re.compile(r"\s*Subject:(?P<subject>[^\r\n]*)\r?\n(?P<body>.*)", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


class MailText:
    """One text, ready to fill. `name` is its file name."""

    def __init__(self, path: Path) -> None:
        """Read and compile it. DeskError when it can't be read, has no subject or a broken tag."""
        self.name = path.name
        try:
            source = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise DeskError(f"The message text {self.name} can't be read: save it as a plain text file (UTF-8).") from None
        found = _SUBJECT.fullmatch(source)
        if found is None:
            raise DeskError(f'{self.name} has no subject: its first line must begin with "Subject:".')
        self._sandbox = Sandbox()
        self._sandbox.autoescape = False
        self._sandbox.trim_blocks = self._sandbox.lstrip_blocks = True
        self._subject, self._body = (self._compiled(found[part]) for part in ("subject", "body"))
        self.fields = used_fields(self._sandbox, source)

    @classmethod
    def of(cls, desk: Path, kind: str) -> MailText:
        """The text of a kind of message, such as results or results_welsh: the desk's own in `letters/templates/mail`, else ours."""
        own = desk / "letters" / "templates" / "mail" / f"{kind}.txt"
        return cls(own if own.is_file() else shipped("docx_templates") / "mail" / f"{kind}.txt")

    def check(self, known: Mapping[str, str]) -> None:
        """DeskError when it uses a field that is not known; it names the field and the nearest known one."""
        check_fields(self.name, self.fields, known, "correct the text and save it")

    def render(self, fields: Mapping[str, object]) -> tuple[str, str]:
        """Subject (one line) and body. DeskError names the field that has no value here, never a value."""
        values = Values(fields).fields
        try:
            subject, body = self._subject.render(values), self._body.render(values)
        except UndefinedError as error:
            field = re.findall(r"'([^']*)'", error.message or "'?'")[-1]
            raise DeskError(f"{self.name} prints the field '{field}', which has no value here: fill it in, or correct the text.") from None
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise DeskError(f"{self.name} can't be filled ({type(error).__name__}): correct what its tags compute.") from None
        return " ".join(subject.split()), _BLANK_LINES.sub("\n\n", body.replace("\r\n", "\n")).strip() + "\n"

    def _compiled(self, source: str) -> Template:
        try:
            return self._sandbox.from_string(source)
        except TemplateSyntaxError as error:
            said = (error.message or "").rstrip(".")
            raise DeskError(f"{self.name} has a broken tag ({said}): a field looks like {{{{ name }}}}.") from None
