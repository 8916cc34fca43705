"""Jinja, told how our templates speak: a page asks for some two hundred sentences, and asking should cost next to nothing."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, cast

import flask_babel
from flask import g
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup, escape  # noqa: TID251  (the type; made in kit.markup)

from lms.kit.markup import safe

ASKS = frozenset({"_", "gettext"})
"""Both are the same function; ``{% trans %}`` asks by the second name."""
PLAIN = frozenset({"icon", "static"})
"""Python functions that want nothing of the context, and are called some seventy times a page: called straight."""


class Phrases:
    """What templates say in one language. Kept per process: templates' sentences are few, and never somebody's own."""

    def __init__(self, translations: Any) -> None:
        self.translations = translations
        self._ready: dict[str, Markup] = {}

    def word(self, message: str) -> Markup:
        """A sentence without variables."""
        try:
            return self._ready[message]
        except KeyError:
            ready = self._ready[message] = self.sentence(message)
            return ready

    def sentence(self, message: str, /, **values: Any) -> Markup:
        """A sentence with its variables, which are escaped."""
        return safe(self.translations.gettext(message)) % values  # the sentence is ours, its values are escaped


_phrases: dict[int, Phrases] = {}


def phrases() -> Phrases:
    """The phrases of the language of just now, found once per request."""
    found: Phrases | None = g.get("phrases")
    if found is None:
        translations = flask_babel.get_translations()  # the same object for each request in one language
        found = _phrases.get(id(translations))
        if found is None or found.translations is not translations:
            found = _phrases[id(translations)] = Phrases(translations)
        g.phrases = found
    return found


MOST_KEPT = 1000
"""Pieces of pages that a process keeps; some kilobytes each."""


class Keep(Extension):
    """``{% keep key, … %}…{% endkeep %}``: what stands inside is drawn once for each key, language and process.

    The key must hold everything that the inside depends on, so nothing of a person may be read there that is not in the key, and no
    token that belongs to a session. For what many pages show alike: the places in the header, the card of a published version.
    """

    tags = {"keep"}  # noqa: RUF012  (Jinja's name and kind)

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag with its keys, and what stands inside."""
        line = next(parser.stream).lineno
        keys = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            keys.append(parser.parse_expression())
        inside = parser.parse_statements(("name:endkeep",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        return nodes.CallBlock(self.call_method("_kept", [place, nodes.Tuple(keys, "load")]), [], [], inside).set_lineno(line)

    def _kept(self, place: str, key: tuple[Hashable, ...], caller: Callable[[], Markup]) -> Markup:
        whole = (self.environment, phrases(), place, key)
        found = _pieces.get(whole)
        if found is None:
            found = _pieces[whole] = caller()
            if len(_pieces) > MOST_KEPT:
                _pieces.popitem(last=False)
        return found


_pieces: OrderedDict[tuple[Any, ...], Markup] = OrderedDict()


_UNSAFE = re.compile("[&<>\"']")


def shown(value: object) -> object:
    """``value`` as it stands in HTML. Six hundred values a page pass here, nearly all safe already or without a sign to escape."""
    kind = type(value)
    if kind is Markup or (kind is str and not _UNSAFE.search(cast(str, value))):
        return value
    return escape(value)


class Generator(CodeGenerator):
    """Compiles ``_("…")`` into a look-up in a dictionary, and what is put out into ``shown``.

    Jinja's own way is three calls, each of which copies the whole context, and a ``%``, for some two hundred sentences a page.
    Where the output is not HTML (letters in plain text), Jinja's own way stays.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  (Jinja's name)
        """Write the call of a function."""
        if forward_caller or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        elif node.node.name in PLAIN:
            self.visit(node.node, frame)
            self._call_with(node.args, node.kwargs, frame)
        elif _asks_for_words(node) and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(f"environment.phrases().{'sentence' if node.kwargs else 'word'}")
            self._call_with(node.args, node.kwargs, frame)
        else:
            super().visit_Call(node, frame)

    def _call_with(self, args: list[nodes.Expr], kwargs: list[nodes.Keyword], frame: Frame) -> None:
        self.write("(")
        for arg in args:
            self.visit(arg, frame)
            self.write(", ")
        for pair in kwargs:
            self.write(f"{pair.key}=")
            self.visit(pair.value, frame)
            self.write(", ")
        self.write(")")


def _asks_for_words(node: nodes.Call) -> bool:
    literal = len(node.args) == 1 and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str)
    return literal and isinstance(node.node, nodes.Name) and node.node.name in ASKS


class PageTemplate(Template):
    """A template whose macros are made ready once.

    Jinja compares the global names of both templates at each import, a dozen times a page, in case one was loaded with names of its own.
    Ours never are: what a macro needs is given to it.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class TemplateRoom(Environment):
    """The environment of our templates."""

    code_generator_class = Generator
    template_class = PageTemplate
    phrases = staticmethod(phrases)
    shown = staticmethod(shown)
