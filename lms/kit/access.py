"""How access is asked for and given. Who may do what stands in ``lms.policy``."""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.kit.errors import Forbidden, SignInNeeded
from lms.kit.i18n import gettext as _

PUBLIC = "public"

View = Callable[..., ResponseReturnValue]


class Rule:
    """A yes-or-no question about a person and a thing; rules combine with ``|``, ``&`` and ``~``."""

    def __init__(self, test: Callable[[Any, Any], bool], name: str | None = None) -> None:
        self._test = test
        self.name = str(name or getattr(test, "__name__", "rule"))

    def __call__(self, person: Any, thing: Any = None) -> bool:
        return bool(self._test(person, thing))

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(lambda p, t: self(p, t) or other(p, t), f"({self.name} | {other.name})")

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(lambda p, t: self(p, t) and other(p, t), f"({self.name} & {other.name})")

    def __invert__(self) -> "Rule":
        return Rule(lambda p, t: not self(p, t), f"~{self.name}")

    def __repr__(self) -> str:
        return self.name


Policy = Mapping[str, Rule]


def me() -> Any:
    """The person who is signed in (the row itself, not a proxy), or the visitor."""
    return current_user._get_current_object()


def can(permission: str, thing: Any = None, *, person: Any = None) -> bool:
    """Whether ``person`` (who is signed in, if not given) may do that with ``thing``."""
    policy: Policy = current_app.extensions["lms.policy"]
    return policy[permission](person if person is not None else me(), thing)


def requires(
    permission: str, load: Callable[..., Any] | None = None, *, also: Collection[str] = (), visitors: bool = False
) -> Callable[[View], View]:
    """Let the view run only where ``permission`` is given; hand it the loaded thing, not the ids.

    ``also`` names parts of the address that say how and not what, such as the ``form`` of a file: the view gets them beside the thing.

    A visitor is asked to sign in before anything is loaded, so that the answer never tells whether the
    thing is there; ``visitors=True`` opens the question (not the answer) to visitors too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**url: Any) -> ResponseReturnValue:
            person = me()
            if not (visitors or person.is_authenticated):
                raise SignInNeeded(_("Please sign in first."))
            beside = {name: url.pop(name) for name in also}
            thing = load(**url) if load else None
            if not can(permission, thing, person=person):
                if not person.is_authenticated:
                    raise SignInNeeded(_("Please sign in first."))
                raise Forbidden(_("This page is for people with another role. Ask your administrator if you think that you should have it."))
            return view(thing, **beside) if load else view(**url, **beside)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Anyone may open this view."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def read_again(person_id: UUID) -> None:
    """Read the person who asks afresh, with what the rules ask of them: after ``let_go`` nothing in hand may be trusted."""
    current_app.extensions["lms.read_person"](person_id)


def init_app(app: Flask, policy: Policy, read_person: Callable[[UUID], object]) -> None:
    """Refuse, with a 500, each view that does not say who may open it."""
    app.extensions["lms.policy"] = policy
    app.extensions["lms.read_person"] = read_person
    app.jinja_env.globals["can"] = can

    @app.before_request
    def _deny_by_default() -> None:
        if request.endpoint is None:
            return
        if not hasattr(app.view_functions[request.endpoint], "access"):
            abort(500, f"{request.endpoint} does not say who may open it")
