"""What a programme is once its file was read: plain values, nothing of a database."""

from dataclasses import dataclass
from datetime import time

TAKES = ("text", "file", "link")
"""As what work can be handed in."""
DUE_AT = time(18)
"""When work is due on its day, where the plan says nothing else."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One step of a criterion's scale: the points that it gives, and what deserves them."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric; its best anchor gives ``most`` points."""

    key: str
    title: str
    anchors: tuple[Anchor, ...]

    @property
    def most(self) -> int:
        """Points of the best anchor."""
        return max(anchor.points for anchor in self.anchors)


@dataclass(frozen=True, slots=True)
class Rubric:
    """By what work is marked. ``pass_points`` of all points are enough."""

    criteria: tuple[Criterion, ...]
    pass_points: int


@dataclass(frozen=True, slots=True)
class Module:
    """A large part of a programme, made of sprints."""

    key: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Sprint:
    """A short part of a module with one objective. Days count from the cohort's first day, which is 0."""

    key: str
    module: str
    title: str
    objective: str
    begins_day: int
    ends_day: int


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A meeting: on which day, at which time of the city's clock, for how long."""

    key: str
    sprint: str
    title: str
    day: int
    at: time
    minutes: int
    mandatory: bool
    summary: str


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course of the catalogue that participants are enrolled in, due on a day."""

    slug: str
    sprint: str
    due_day: int
    mandatory: bool


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """Work to hand in. ``takes`` says as what: ``text``, ``file``, ``link``."""

    key: str
    sprint: str
    title: str
    brief: str
    takes: tuple[str, ...]
    by_team: bool
    due_day: int
    due_at: time
    resubmissions: int
    late_days: int
    mandatory: bool
    peers: int
    """How many hand-ins of others each participant gives feedback on; 0 for none."""
    rubric: Rubric
    talk_after_failure: bool = False
    """Whether trainers and mentors talk with whoever does not pass the first try."""


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase of the capstone. It opens when the one before is passed, not before ``opens_day``."""

    key: str
    title: str
    brief: str
    by_team: bool
    opens_day: int
    due_day: int
    rubric: Rubric
    takes: tuple[str, ...] = TAKES
    due_at: time = DUE_AT
    resubmissions: int = 5
    """A phase is tried until it is passed; this many are enough for anybody."""
    late_days: int = 7


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of participation, with what its three ratings look like."""

    key: str
    title: str
    engaged: str
    progressing: str
    needs_attention: str


@dataclass(frozen=True, slots=True)
class GraduationRule:
    """What it takes to graduate."""

    attendance_percent: int
    """Of the mandatory sessions; excused ones count as neither."""
    all_courses: bool
    all_assignments: bool
    all_phases: bool
    most_needs_attention: int | None
    """Ratings "needs attention" that are borne, over all dimensions; nothing: they do not matter."""


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """In which order the waiting list moves: data, printed on the page of the call."""

    mandatory_first: bool
    quota_percent: int | None
    """Most of the seats that one department may take, in per cent; nothing: no quota."""


@dataclass(frozen=True, slots=True)
class CertificatePlan:
    """What a graduate's certificate says."""

    learning_points: int
    months: int | None
    outcomes: tuple[str, ...]
    competences: tuple[tuple[str, str, int], ...]
    """Framework, code, level."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the follow-up: ``scale`` (1 to 5), ``yes_no`` or ``text``; asked of the officer, the manager or both."""

    key: str
    text: str
    kind: str
    asks: str
    needs_evidence: bool
    """An answer counts only where what it claims is described or linked."""
    days: tuple[int, ...] = ()
    """On which days of the follow-up it is asked; none: on each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that applicants ask, and what is answered on the page of the call."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ProgrammeSpec:
    """A boot camp's plan."""

    slug: str
    title: str
    summary: str
    language: str
    level: int
    hours: int
    days: int
    """Length from the first to the last day."""
    criteria: tuple[tuple[str, str], ...]
    """Key and text of what an application is screened by."""
    modules: tuple[Module, ...]
    sprints: tuple[Sprint, ...]
    sessions: tuple[SessionPlan, ...]
    courses: tuple[CoursePlan, ...]
    assignments: tuple[AssignmentPlan, ...]
    phases: tuple[PhasePlan, ...]
    dimensions: tuple[Dimension, ...]
    graduation: GraduationRule
    queue: QueuePolicy
    certificate: CertificatePlan
    follow_up_days: tuple[int, ...]
    questions: tuple[Question, ...]
    for_whom: str = ""
    """Who may apply, in a sentence or two."""
    answers: tuple[Answer, ...] = ()
    """Questions that applicants ask."""

    @property
    def outline(self) -> tuple[tuple[Module, tuple[Sprint, ...]], ...]:
        """Each module with its sprints."""
        return tuple((module, tuple(sprint for sprint in self.sprints if sprint.module == module.key)) for module in self.modules)
