"""Somebody who leaves a trace in every table that keeps something of people: for tests of copies and erasures."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from lms.audit.models import Form, ReportView
from lms.bottlenecks.models import Bottleneck, Frequency, Kind
from lms.champions.models import ChampionMove, ChampionState, HelpRequest, Outreach, OutreachKind
from lms.cohorts.models.calls import Application, ApplicationMove, Invitation
from lms.cohorts.models.care import CheckIn, ParticipationRating
from lms.cohorts.models.cohorts import Cohort, CohortMove, CohortState, Place, PlaceState
from lms.cohorts.models.ending import DecisionMove, FollowUp, FollowUpAnswer, GraduationDecision, GraduationRun, GraduationRunItem
from lms.cohorts.models.feedback import PeerReview, PeerRound, WorkComment
from lms.cohorts.models.forum import Announcement, Digest, FormerText, ForumPost, ForumTopic, Mention, PostReport, TopicRead
from lms.cohorts.models.timetable import Attendance, PersonalCalendar, SessionWord
from lms.cohorts.models.work import Extension, HandIn, HandInMember, Mark, MarkAdjustment, Team, TeamMember, WorkDraft, WorkFile
from lms.competency.models import ClaimMove, Evidence, EvidenceKind, Observer, RatingRequest, SelfAssessment, SelfRating
from lms.competency.queries.profile import competence_named
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.development.models import DevelopmentPlan, PlanMove, WishedPost
from lms.kit import blobs
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.leadership import models as leadership_models
from lms.leadership.models import (
    AgendaItem,
    Choice,
    Decision,
    InterestDeclaration,
    Meeting,
    MeetingState,
    Result,
    Seat,
    SeatTerm,
    Sector,
    SubjectKind,
    Vote,
)
from lms.people.models import Person
from lms.relations.models import Channel, Contact, Keeper, NextAction, Organisation, Size
from lms.relations.models import Sector as Field
from lms.reports.models.heat import CountedPlace
from lms.reports.models.library import Export, SavedView
from lms.reports.models.questions import CountedAnswer, Question
from tests.factories import idea_traces, plans, running_camps, strategies
from tests.factories.champions import make_champion
from tests.factories.cohorts import join_staff, make_cohort, seat
from tests.factories.competences import digcomp
from tests.factories.evidence import claimed
from tests.factories.people import make_department, make_person, make_post
from tests.factories.road_map import accepted, promised

FILE = b"%PDF-1.7 Bytes of my own"


def leave_traces(person: Person, words: str, hr: Person) -> None:
    """Rows of ``person`` in every slice that has grown with boot camps, with ``words`` wherever somebody could write."""
    other = make_person("Otto Other")
    competences(person, words, hr, other)
    development(person, words, other)
    champion(person, words, other)
    relations(person)
    reports(person, words)
    strategy(person)
    cohort = camp(person, words, hr, other)
    work(cohort, person, words, other)
    forum(cohort, person, words, other)
    ending(cohort, person, words, hr, other)
    leadership(person, words)
    idea_traces.ideas(person, words, other)
    idea_traces.placements(person, words)
    db.session.commit()


def leadership(person: Person, words: str) -> None:
    """A seat, a meeting that they were at, an interest, a vote, a decision and bottlenecks of theirs."""
    seat = Seat(sector=Sector.BUSINESS, title=f"Seat {uuid4()}")
    meeting = Meeting(title="Meeting", starts_at=now(), state=MeetingState.HELD)
    db.session.add_all([seat, meeting])
    db.session.flush()
    item = AgendaItem(meeting_id=meeting.id, position=1, title="Item")
    days = {"from_day": today(), "until_day": today()}
    db.session.add_all([item, SeatTerm(seat_id=seat.id, person_id=person.id, organisation=words, **days)])
    db.session.add(leadership_models.Attendance(meeting_id=meeting.id, person_id=person.id))
    db.session.flush()
    db.session.add(InterestDeclaration(item_id=item.id, person_id=person.id, interest=words))
    db.session.add(Vote(item_id=item.id, seat_id=seat.id, person_id=person.id, choice=Choice.FOR))
    facts = {"subject_kind": SubjectKind.NOTHING, "text": "Yes.", "result": Result.APPROVED, "decided_on": today()}
    db.session.add(Decision(number=str(uuid4())[:20], item_id=item.id, owner_id=person.id, **facts))
    what = {"title": "Blocked", "text": "It is.", "kind": Kind.DATA, "frequency": Frequency.DAILY}
    number = (db.session.scalar(select(func.max(Bottleneck.number))) or 0) + 1
    db.session.add(Bottleneck(number=number, reported_by_id=person.id, owner_id=person.id, **what))


def competences(person: Person, words: str, hr: Person, other: Person) -> None:
    """Evidence with a note, a claim with a file, a self-assessment; they ask and are asked."""
    digcomp()
    found = competence_named("digcomp", "1.3")
    claim = claimed(person, text=words, title=words, link="https://city.test/x", file=(f"{words}.pdf", FILE))
    db.session.add(ClaimMove(claim_id=claim.id, by_id=hr.id, before="submitted", after="returned", reason=words))
    claim.state = "returned"
    piece = NewEvidence(person.id, found.id, 4, EvidenceKind.TRAINER_RATING, uuid4(), "", by_id=hr.id, note=words)
    add_evidence([piece])
    row = db.session.query(Evidence).filter_by(source_id=piece.source_id).one()
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now(), hr.id, words
    assessment = SelfAssessment(person_id=person.id, framework_id=found.framework_id)
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(
        [
            SelfRating(assessment_id=assessment.id, competence_id=found.id, level=3),
            RatingRequest(person_id=person.id, competence_id=found.id, rater_id=other.id, note=words),
            RatingRequest(person_id=other.id, competence_id=found.id, rater_id=person.id),
            Observer(person_id=person.id, named_by_id=hr.id),
        ]
    )
    db.session.commit()


def development(person: Person, words: str, other: Person) -> None:
    """A plan in force, a wish, and a plan of somebody else that they signed."""
    person.manager_id, other.manager_id = other.id, person.id
    db.session.add(WishedPost(person_id=person.id, post_id=make_post("Wished").id))
    db.session.commit()
    plan_id = plans.agreed(person, other, words)
    db.session.add(PlanMove(plan_id=plan_id, by_id=other.id, deed="note", before="agreed", after="agreed", reason=words))
    plan = db.session.get_one(DevelopmentPlan, plan_id)
    plan.intention = words
    plans.agreed(other, person)
    other.manager_id = None
    db.session.commit()


def strategy(person: Person) -> None:
    """They measure an indicator, own an initiative, and spoke for departments in two consultations."""
    office, department = strategies.office(), make_department()
    strategies.head_of(department)
    first = strategies.consulted(office, department, owner=person)
    strategies.contribute(first, department, person)
    second = strategies.consulted(office, department)
    strategies.sign(second, department, person)
    initiative = strategies.ready(office, first, owner=person.email, sponsor=person.email)
    promised(initiative.slug)
    accepted(initiative.slug)


def champion(person: Person, words: str, other: Person) -> None:
    """A champion with a way, something done for others, and questions both ways."""
    mine, theirs = make_champion(person, motivation=words, offers=words), make_champion(other)
    active = {"before": ChampionState.ACTIVE, "after": ChampionState.ACTIVE}
    db.session.add_all(
        [
            ChampionMove(champion_id=mine.id, by_id=other.id, deed="change-hours", reason=words, **active),
            Outreach(champion_id=mine.id, kind=OutreachKind.TALK, on_day=today(), title=words, minutes=30),
            HelpRequest(champion_id=mine.id, by_id=other.id, subject=words, text=words),
            HelpRequest(champion_id=theirs.id, by_id=person.id, subject=words, text=words),
        ]
    )
    db.session.commit()


def relations(person: Person) -> None:
    """An organisation with which they keep contact, a contact that they logged, and what they are to do next."""
    organisation = Organisation(name="Harbour Robotics", folded_name="harbour robotics", sector=Field.STARTUP, size=Size.SMALL)
    db.session.add(organisation)
    db.session.flush()
    about = {"organisation_id": organisation.id}
    db.session.add_all(
        [
            Keeper(person_id=person.id, **about),
            Contact(by_id=person.id, on_day=today(), channel=Channel.CALL, subject="A pilot", **about),
            NextAction(person_id=person.id, text="Call again", due_on=today(), **about),
        ]
    )
    db.session.commit()


def reports(person: Person, words: str) -> None:
    """They are counted, and read reports."""
    department_id = person.department_id or make_department().id
    db.session.add_all(
        [
            CountedPlace(person_id=person.id, department_id=department_id, post_id=person.post_id or make_post().id, since=today()),
            CountedAnswer(question=Question.HOLDS, person_id=person.id, department_id=department_id, kind=""),
            SavedView(person_id=person.id, name=words, report="heat", filters={}),
            Export(person_id=person.id, report="heat", filters={}, file_name=words, blob_hash=blobs.keep(b"a report")),
            ReportView(person_id=person.id, report="heat", form=Form.PAGE, filters={}),
        ]
    )
    db.session.commit()


def camp(person: Person, words: str, hr: Person, other: Person) -> Cohort:
    """A boot camp that is over, with their way into it."""
    trainer = make_person("Tara Trainer")
    cohort = make_cohort(trainer=trainer, begins_in=-40, state=CohortState.ENDED)
    seat(cohort, [person, other])
    join_staff(make_cohort(state=CohortState.ENDED), person)
    application = Application(cohort_id=cohort.id, person_id=person.id, motivation=words, state="declined", screening={"need": {"note": words}})
    session_id = running_camps.sessions(cohort, 1)[0].id
    db.session.add(application)
    db.session.flush()
    db.session.add_all(
        [
            ApplicationMove(application_id=application.id, before="offered", after="declined", reason=words),
            Invitation(cohort_id=cohort.id, person_id=person.id, post=words, gaps=[], invited_by_id=hr.id),
            CohortMove(cohort_id=cohort.id, by_id=person.id, before="running", after="ended"),
            Attendance(session_id=session_id, person_id=person.id, presence="excused", explanation=words),
            SessionWord(session_id=session_id, person_id=person.id, revision=1, sequence=1, begins_at=now()),
            PersonalCalendar(person_id=person.id, token_hash="c" * 64),
            ParticipationRating(cohort_id=cohort.id, person_id=person.id, dimension="thinking", occasion="sprint:s1", rating="engaged"),
            CheckIn(cohort_id=cohort.id, person_id=person.id, cause="by_hand", ratings=[], reason=words, due_on=today()),
        ]
    )
    db.session.commit()
    return cohort


def work(cohort: Cohort, person: Person, words: str, other: Person) -> None:
    """Work of their own and of a team, with what was said about it."""
    note, joint = running_camps.task(cohort), running_camps.task(cohort, "joint", by_team=True)
    own, others = running_camps.hand_in(note, person), running_camps.hand_in(note, other)
    own.text, own.link = words, f"https://city.test/{words}"
    team = Team(cohort_id=cohort.id, name="Team 1")
    db.session.add(team)
    db.session.flush()
    teams = HandIn(task_id=joint.id, team_id=team.id, handed_in_by_id=other.id, text=f"By {person.name} and others")
    peers = PeerRound(task_id=note.id, seed="s", due_at=now())
    db.session.add_all([teams, peers])
    db.session.flush()
    mark = Mark(hand_in_id=teams.id, rubric=joint.rubric, points={}, total=8, passed=True, comment=f"{person.name} did most of it")
    db.session.add(mark)
    db.session.flush()
    db.session.query(Mark).filter_by(hand_in_id=own.id).update({"comment": words})
    file = {"size": 3, "hash": blobs.keep(FILE)}
    db.session.add_all(
        [
            *(TeamMember(team_id=team.id, cohort_id=cohort.id, person_id=one.id) for one in (person, other)),
            *(HandInMember(hand_in_id=teams.id, person_id=one.id) for one in (person, other)),
            MarkAdjustment(mark_id=mark.id, person_id=person.id, points=1, reason=words),
            WorkDraft(task_id=note.id, person_id=person.id, text=words),
            WorkFile(task_id=note.id, person_id=person.id, hand_in_id=own.id, token="t1", name=words, added_by_id=person.id, **file),
            WorkFile(task_id=joint.id, team_id=team.id, token="t2", name=f"{person.name}.pdf", added_by_id=person.id, **file),
            Extension(task_id=note.id, person_id=person.id, state="given", until=now(), reason=words, answer=words),
            Extension(task_id=note.id, person_id=person.id, reason=words),
            WorkComment(hand_in_id=own.id, person_id=other.id, text=words),
            WorkComment(hand_in_id=others.id, person_id=person.id, text=words),
            _given(peers, own, other, words, reported_at=now(), reported_by_id=person.id, report_reason=words),
            _given(peers, others, person, words, reported_at=now(), reported_by_id=other.id, report_reason=words),
            PeerReview(round_id=peers.id, hand_in_id=teams.id, reviewer_id=person.id, rubric={}),
        ]
    )
    db.session.commit()


def _given(peers: PeerRound, hand_in: HandIn, reviewer: Person, words: str, **facts: object) -> PeerReview:
    given = {"rubric": {}, "points": {}, "comment": words, "given_at": now(), **facts}
    return PeerReview(round_id=peers.id, hand_in_id=hand_in.id, reviewer_id=reviewer.id, **given)


def forum(cohort: Cohort, person: Person, words: str, other: Person) -> None:
    """They write, are replied to and spoken to by name."""
    topic = ForumTopic(cohort_id=cohort.id, title=words, by_id=person.id)
    db.session.add(topic)
    db.session.flush()
    own = ForumPost(topic_id=topic.id, person_id=person.id, text=words, hidden_at=now(), hidden_reason=words)
    reply = ForumPost(topic_id=topic.id, person_id=other.id, text=f"Thank you, @{person.name.lower()}, this helps")
    db.session.add_all([own, reply])
    db.session.flush()
    db.session.add_all(
        [
            FormerText(post_id=own.id, text=words),
            FormerText(post_id=reply.id, text=f"Thank you, {person.name}"),
            Mention(post_id=reply.id, person_id=person.id),
            PostReport(post_id=reply.id, by_id=person.id, reason=words),
            PostReport(post_id=own.id, by_id=other.id, reason=words),
            TopicRead(topic_id=topic.id, person_id=person.id),
            Digest(cohort_id=cohort.id, person_id=person.id),
            Announcement(cohort_id=cohort.id, title="News", text=f"Ask {person.name}", by_id=person.id),
        ]
    )
    db.session.commit()


def ending(cohort: Cohort, person: Person, words: str, hr: Person, other: Person) -> None:
    """They graduate against the rule, and answer what changed; so do they about somebody whom they managed."""
    places = {one.person_id: one for one in db.session.query(Place).filter_by(cohort_id=cohort.id)}
    for place in places.values():
        place.state = PlaceState.GRADUATED
    mine, theirs = places[person.id], places[other.id]
    facts = {"outcome": "graduated", "state": "decided", "by_rule": False, "criteria": [], "reason": words}
    decision = GraduationDecision(place_id=mine.id, proposed_by_id=other.id, second_by_id=hr.id, **facts)
    run = GraduationRun(cohort_id=cohort.id, begun_by_id=hr.id, total=1)
    day = today() + timedelta(days=9)
    asked = FollowUp(place_id=mine.id, person_id=person.id, role="officer", days=30, due_on=day)
    about = FollowUp(place_id=theirs.id, person_id=person.id, role="manager", days=30, due_on=day)
    db.session.add_all([decision, run, asked, about])
    db.session.flush()
    db.session.add_all(
        [
            DecisionMove(decision_id=decision.id, before="proposed", after="decided", reason=words),
            GraduationRunItem(run_id=run.id, place_id=mine.id, fault=words),
            FollowUpAnswer(follow_up_id=asked.id, question="changed", value="yes", evidence=words, link=f"https://city.test/{words}"),
            FollowUpAnswer(follow_up_id=asked.id, question="how", value=words),
            FollowUpAnswer(follow_up_id=about.id, question="how", value=words),
        ]
    )
    db.session.commit()
