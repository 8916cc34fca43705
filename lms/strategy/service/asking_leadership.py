"""Strategies and initiatives are put before the leadership team, which stands below them and knows of them what is said here."""

from lms.kit.i18n import gettext as _
from lms.leadership.models import AgendaItem, SubjectKind
from lms.leadership.service.agenda import put_on_agenda
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Strategy, StrategyState
from lms.strategy.queries.strategies import last_number
from lms.strategy.service.refusals import NotReady
from lms.strategy.service.telling import path_of


def ask_for_adoption(strategy: Strategy, *, by: Person) -> AgendaItem:
    """Put the text that was consolidated last on the agenda; where an older one waits for a vote, the newer one takes its place.

    :raises NotReady: the text is not consolidated, so it may still change.
    """
    if strategy.state is not StrategyState.CONSOLIDATED:
        raise NotReady(_("Consolidate the text first: the team votes on a text that does not change any more."))
    title = _("Adoption of “%(strategy)s”", strategy=strategy.title)
    return put_on_agenda(SubjectKind.STRATEGY, strategy.id, title, path=path_of(strategy), version=last_number(strategy.id), by=by)


def ask_about(initiative: Initiative, *, by: Person) -> AgendaItem:
    """Put an initiative on the agenda."""
    return put_on_agenda(SubjectKind.INITIATIVE, initiative.id, initiative.title, path=f"/strategy/initiatives/{initiative.slug}", by=by)
