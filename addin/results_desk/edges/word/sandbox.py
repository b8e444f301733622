"""Jinja as letters and messages use it: faster where nearly all values allow it, and closed to all but their fields."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import SandboxedEnvironment

from results_desk.edges.word.values import Missing, printed

_UNESCAPED = ("safe", "urlize", "xmlattr")
"""Jinja's filters that would put a value in as Word's own code."""
_MARKUP = re.compile("[&<>'\"]")
_KEPT = 10_000
_TOO_DEEP = "too many tags or brackets inside one another"
_DEEPEST = 80
"""Nodes of a tag inside one another, at most: nobody writes more, and Python's own compiler gives up at some hundreds."""


class _Generator(CodeGenerator):
    """Jinja's compiler with two short cuts, for which nearly all values qualify, and a rule: what is printed is text, never Word's code.

    `row.title` looks into a row of fields at once, and a text without markup is printed without being wrapped for escaping.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Any) -> None:
        """Write the look-up."""
        if not isinstance(node.node, nodes.Name) or node.node.name == "loop":
            super().visit_Getattr(node, frame)
            return
        name = repr(node.attr)
        self.write(f"(held[{name}] if type(held := (")
        self.visit(node.node, frame)
        self.write(f")) is dict and {name} in held else environment.getattr(held, {name}))")

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Any) -> None:
        """Refuse `{% autoescape %}`: a value would be put in as Word's own code, and could fetch or run something."""
        self.fail("a letter's values are always put in as text", node.lineno)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Any) -> None:
        """Write `{% filter %}`, as text in a letter."""
        if not frame.eval_ctx.autoescape:
            super().visit_FilterBlock(node, frame)
            return
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        self.buffer(inner)
        self.blockvisit(node.body, inner)
        self.start_write(frame, node)
        self.write("environment.printed(")
        self.visit_Filter(node.filter, inner)
        self.write(")")
        self.end_write(frame)
        self.leave_frame(inner)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Any) -> None:
        """Refuse `{% call %}` in a letter: what it calls would be put in as Word's own code."""
        if frame.eval_ctx.autoescape:
            self.fail("a letter's values are always put in as text", node.lineno)
        super().visit_CallBlock(node, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData) or not frame.eval_ctx.autoescape:
            return super()._output_child_to_const(node, frame, finalize)
        return printed(node.as_const(frame.eval_ctx))

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(held if type(held := (")

    def _output_child_post(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is str and environment.plain[held] else environment.printed(held))")


class Plain(dict[str, bool]):
    """Whether a text is free of markup, as far as looked at: a year group shares its titles, codes and grades."""

    def __missing__(self, text: str) -> bool:
        """Look, and keep the answer for a while."""
        if len(self) >= _KEPT:
            self.clear()
        self[text] = plain = not _MARKUP.search(text)
        return plain


class Sandbox(SandboxedEnvironment):
    """Jinja as letters use it: values are escaped, a template can reach nothing but its fields, a missing one is an error."""

    code_generator_class = _Generator

    def __init__(self) -> None:
        """The one configuration of all letters."""
        super().__init__(autoescape=True, undefined=Missing)
        self.plain = Plain()
        self.printed = printed
        for name in _UNESCAPED:
            del self.filters[name]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except RecursionError:
            raise TemplateSyntaxError(_TOO_DEEP, 1) from None
        if _depth(tree) > _DEEPEST:
            raise TemplateSyntaxError(_TOO_DEEP, 1)
        return tree

    def from_string(self, *arguments: Any, **named: Any) -> Template:
        """As Jinja's; TemplateSyntaxError also for what Python takes for too many loops or brackets inside one another."""
        try:
            return super().from_string(*arguments, **named)
        except SyntaxError:
            raise TemplateSyntaxError(_TOO_DEEP, 1) from None

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.title` of a row of fields is its item, even where a dict has a method of that name."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)


def _depth(tree: nodes.Node) -> int:
    """How many nodes of a tree are inside one another."""
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [child for node in level for child in node.iter_child_nodes()]
    return depth
