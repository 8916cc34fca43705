"""The lists of desk, challenges, evaluations, exchange, charters and funds as files: what the page shows to this reader, and no more."""

from flask import Response

from lms.ideas.models.evaluating import Evaluation, EvaluationRound
from lms.ideas.models.pitches import Challenge
from lms.ideas.queries import challenges as challenge_queries
from lms.ideas.queries import evaluating, listing
from lms.ideas.queries import evaluating_names as names
from lms.ideas.queries import funds as fund_queries
from lms.ideas.queries import sponsoring as charter_queries
from lms.ideas.views import blueprint as ideas
from lms.ideas.views import sponsoring_blueprint as sponsoring
from lms.ideas.views.standing import of_challenge, of_evaluation, of_round
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.list_files import list_file
from lms.permissions import Permission as P

TITLED = (10, 48)


@ideas.bp.get("/ideas/desk.<any(csv, xlsx):form>")
@requires(P.IDEA_DESK)
def desk_file(form: str) -> Response:
    """What waits for the office."""
    desk = listing.desk(today())
    term = [_("Term ends on"), _("Parked until"), _("Who takes care"), _("Supporters")]
    header = [_("Number"), _("Title"), _("State"), _("Authors"), _("Since"), *term]
    rows = [
        [
            line.idea.number,
            line.idea.title,
            str(ideas.STATES[line.idea.state][0]),
            ", ".join(author.name for author in line.authors),
            local_day(line.idea.moved_at),
            line.term.due_on if line.term else None,
            line.idea.parked_until,
            desk.keepers.get(line.idea.id, ""),
            line.supporters,
        ]
        for lines in desk.lines.values()
        for line in lines
    ]
    return list_file("screening-desk", form, (header, rows), title=_("Screening desk"), widths=TITLED)


@ideas.bp.get("/ideas/challenges.<any(csv, xlsx):form>")
@requires(P.CHALLENGE_VIEW)
def challenges_file(form: str) -> Response:
    """All challenges."""
    day = today()
    header = [_("Challenge"), _("Department"), _("Opens on"), _("Closes on"), _("State"), _("Ideas"), _("Reward")]

    def row(one: Challenge, answers: int) -> list[object]:
        return [one.title, one.department.name, one.opens_on, one.closes_on, str(of_challenge(one, day)[0]), answers, one.reward]

    rows = [row(one.challenge, one.ideas) for one in challenge_queries.challenges(day)]
    return list_file("challenges", form, (header, rows), title=_("Challenges"), widths=(48,))


@sponsoring.bp.get("/ideas/evaluations.<any(csv, xlsx):form>")
@requires(P.EVALUATION_LIST)
def evaluations_file(form: str) -> Response:
    """What waits for my scores; and, for the office, all evaluations that are open. No scores."""
    header = [_("List"), _("Number"), _("Title"), _("Since"), _("Evaluators"), _("Where it stands")]

    def mine(one: Evaluation) -> list[object]:
        return [_("Yours"), one.round.idea.number, one.round.idea.title, local_day(one.asked_at), None, str(of_evaluation(one)[0])]

    def opened(one: EvaluationRound) -> list[object]:
        asked = sum(row.state in evaluating.ASKED_OR_SCORED for row in one.evaluations)
        return [_("Open evaluations"), one.idea.number, one.idea.title, local_day(one.opened_at), asked, str(of_round(one)[0])]

    rows = [*map(mine, evaluating.evaluations_of(me().id)), *map(opened, names.rounds_for(me()))]
    return list_file("evaluations", form, (header, rows), title=_("Evaluations"), widths=(20, *TITLED))


@sponsoring.bp.get("/ideas/exchange.<any(csv, xlsx):form>")
@requires(P.SPONSORSHIP_EXCHANGE)
def exchange_file(form: str) -> Response:
    """Ideas that seek a sponsor, in the order of what fits me."""
    fit = [_("Sponsor lost"), _("Points"), _("Why it fits")]
    header = [_("Number"), _("Title"), _("Department"), _("Objective"), _("Evaluated with"), _("Days waiting"), *fit]
    rows = [
        [
            one.idea.number,
            one.idea.title,
            one.idea.department.name if one.idea.department else "",
            f"{one.idea.objective.code} {one.idea.objective.title}" if one.idea.objective else "",
            one.mean,
            one.days_waiting,
            _("yes") if one.is_orphan else _("no"),
            one.fit.points,
            "; ".join(str(sponsoring.FIT[reason]) for reason in one.fit.reasons),
        ]
        for one in charter_queries.exchange(me())
    ]
    return list_file("exchange", form, (header, rows), title=_("Sponsor exchange"), widths=TITLED)


@sponsoring.bp.get("/ideas/charters.<any(csv, xlsx):form>")
@requires(P.SPONSORSHIP_LIST)
def charters_file(form: str) -> Response:
    """The charters that bind me."""
    header = [_("Number"), _("Title"), _("Sponsor"), _("State"), _("Money that the sponsor promises"), _("Protected hours a week"), _("Next review")]
    rows = [
        [
            row.idea.number,
            row.idea.title,
            row.sponsor.name,
            str(sponsoring.CHARTERS[row.state][0]),
            row.money,
            row.protected_hours,
            charter_queries.next_review(row),
        ]
        for row in charter_queries.charters_of(me().id)
    ]
    return list_file("charters", form, (header, rows), title=_("My charters"), widths=TITLED)


@sponsoring.bp.get("/ideas/funds.<any(csv, xlsx):form>")
@requires(P.FUND_LIST)
def funds_file(form: str) -> Response:
    """All funds."""
    ceilings = [_("The most for one idea before its pilot"), _("The most for one idea with a pilot")]
    header = [_("Fund"), _("Year"), _("Of"), _("In the fund"), _("Booked"), _("Left"), *ceilings]
    rows = [
        [
            one.title,
            one.year,
            one.department.name if one.department else _("whole city"),
            one.amount,
            one.booked,
            one.amount - one.booked,
            one.most_before_pilot,
            one.most_in_pilot,
        ]
        for one in fund_queries.funds()
    ]
    return list_file("funds", form, (header, rows), title=_("Funds"), widths=(40,))
