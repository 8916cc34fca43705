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

ASKS = {"_": 1, "gettext": 1, "ngettext": 2}
"""What asks for a sentence, and how many forms of it are given. ``_`` and ``gettext`` are the same; ``{% trans %}`` asks by the second name."""
PLAIN = frozenset({"icon", "static", "form_tokens", "can", "url_for"})
"""Python functions that want nothing of the context, and are called some seventy times a page: called straight, as macros are."""


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

    def counted(self, singular: str, plural: str, number: int, /, **values: Any) -> Markup:
        """A sentence in the form that ``number`` asks for; it stands in the sentence as ``num``."""
        return safe(self.translations.ngettext(singular, plural, number)) % {"num": number, **values}


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
    """Compiles ``_("…")`` into a look-up in a dictionary, what is put out into ``shown``, and calls of macros into calls.

    Jinja's own way with words is three calls, each of which copies the whole context, and a ``%``, for some two hundred sentences a page; with
    macros, it asks of each call whether the thing wants a context. Where the output is not HTML (letters in plain text), Jinja's own way stays.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  (Jinja's name)
        """Write the template, whose macros are known by their names."""
        self._called_straight = PLAIN | {"caller"} | _names_of_macros(node)
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not _is_html(frame) or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        elif _asks_for_words(node):
            self.write("(")
        else:
            self.write("environment.shown(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  (Jinja's name)
        """Write the call of a function."""
        if not _is_html(frame) or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        elif _asks_for_words(node):
            word = "counted" if len(node.args) > 1 else "sentence" if node.kwargs else "word"
            self.write(f"environment.phrases().{word}")
            self._call_with(node, frame)
        elif node.node.name in self._called_straight:
            self.visit(node.node, frame)
            self._call_with(node, frame, "caller=caller" if forward_caller else "")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _call_with(self, node: nodes.Call, frame: Frame, more: str = "") -> None:
        self.write("(")
        for arg in node.args:
            self.visit(arg, frame)
            self.write(", ")
        for pair in node.kwargs:
            self.write(f"{pair.key}=")
            self.visit(pair.value, frame)
            self.write(", ")
        self.write(f"{more})")


def _is_html(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile)


def _asks_for_words(node: nodes.Expr) -> bool:
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
        return False
    forms = ASKS.get(node.node.name, 0)
    rest = len(node.args) - forms
    return forms > 0 and rest == forms - 1 and all(isinstance(one, nodes.Const) and isinstance(one.value, str) for one in node.args[:forms])


def _names_of_macros(template: nodes.Template) -> set[str]:
    """What a template calls the macros that it defines and imports."""
    imported = {name if isinstance(name, str) else name[1] for one in template.find_all(nodes.FromImport) for name in one.names}
    return imported | {macro.name for macro in template.find_all(nodes.Macro)}


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
