"""Jinja, told how our templates speak: a page asks for some two hundred sentences, and asking should cost next to nothing."""

from typing import Any

import flask_babel
from flask import g
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup  # noqa: TID251  (the type; made in kit.markup)

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


class Generator(CodeGenerator):
    """Compiles ``_("…")`` into a look-up in a dictionary.

    Jinja's own way is three calls, each of which copies the whole context, and a ``%``, for some two hundred sentences a page.
    Where the output is not HTML (letters in plain text), Jinja's own way stays.
    """

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


class TemplateRoom(Environment):
    """The environment of our templates."""

    code_generator_class = Generator
    phrases = staticmethod(phrases)
