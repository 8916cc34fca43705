"""The figures side by side with what they should be."""

from dataclasses import dataclass, field

from tests.bench.server import Measure

MOODLE = 66 / 1.6
"""CPU of Moodle 4.5's catalogue as a multiple of the bare page's: 30 a second on two cores are 66 ms each, on a machine where the bare
page takes 1.6. Held against the bare page of the same run, since no run has Moodle beside it."""
RATIO_PAGES = frozenset({"course page", "lesson", "quiz page"})
SHELF_PAGES = frozenset({"catalogue", "search"})
MOST_STATEMENTS, AIM_STATEMENTS = 8, 4


@dataclass
class Report:
    """Collects figures of one database and judges them."""

    database: str
    clients: int
    bare_page: Measure | None = None
    bare_save: Measure | None = None
    bare_save_crowd: Measure | None = None
    bare_memory: float = 0
    memory: float = 0
    lines: list[str] = field(default_factory=list)
    targets: list[tuple[bool, str]] = field(default_factory=list)

    def judge(self, reached: bool, sentence: str) -> None:
        """Note whether a target is reached."""
        self.targets.append((reached, sentence))

    def absent(self, name: str, why: object) -> None:
        """Note that a page could not be measured: that is a target missed."""
        self.judge(False, f"{name}: not measured ({why})")

    def _line(self, name: str, measure: Measure, bare: Measure, rest: str = "") -> None:
        bad = f"  BAD {dict(measure.bad)}" if measure.bad else ""
        self.lines.append(
            f"{name:18}{measure.per_second:8.0f}/s {measure.p50:7.1f} {measure.p95:7.1f} {measure.p99:7.1f} {measure.slowest:8.1f} ms   "
            f"{measure.cpu:6.2f} ms CPU   x{measure.per_second / bare.per_second:5.2f} pace  x{measure.cpu / bare.cpu:5.2f} CPU  {rest}{bad}"
        )
        if measure.bad:
            self.judge(False, f"{name}: some answers were wrong: {dict(measure.bad)}")

    def page(self, name: str, measure: Measure, *, statements: int, size: int) -> None:
        """A page that was read."""
        bare = self.bare_page
        assert bare is not None
        self._line(name, measure, bare, f"{statements} statements, {size / 1024:.0f} KB")
        self.judge(statements <= MOST_STATEMENTS, f"{name}: {statements} statements (at most {MOST_STATEMENTS}, aim {AIM_STATEMENTS})")
        if name in RATIO_PAGES:
            self.judge(
                measure.per_second >= 0.5 * bare.per_second, f"{name}: {measure.per_second / bare.per_second:.2f} of the bare page's pace (0.5)"
            )
            self.judge(measure.cpu <= 2 * bare.cpu, f"{name}: {measure.cpu / bare.cpu:.2f} times the bare page's CPU (2)")
        if name in SHELF_PAGES:
            times = MOODLE * bare.cpu / measure.cpu
            self.judge(times >= 10, f"{name}: {times:.0f} times Moodle's pace by CPU (10); {measure.per_second:.0f} a second in this run")

    def save(self, measure: Measure) -> None:
        """The answer that is saved durably."""
        assert self.bare_save is not None
        self._line("answer save", measure, self.bare_save)
        ratio = measure.per_second / self.bare_save.per_second
        self.judge(ratio >= 0.6, f"answer save: {ratio:.2f} of the bare save's pace (0.6)")

    def crowd(self, measure: Measure) -> None:
        """32 who save at once."""
        assert self.bare_save_crowd is not None
        self._line("save, 32 at once", measure, self.bare_save_crowd)
        ratio = measure.slowest / measure.p50
        self.judge(
            ratio <= 4,
            f"save at 32 clients: the slowest {ratio:.1f} times the median (4); bare {self.bare_save_crowd.slowest / self.bare_save_crowd.p50:.1f}",
        )

    def text(self) -> str:
        """The whole report."""
        assert self.bare_page is not None
        assert self.bare_save is not None
        assert self.bare_save_crowd is not None
        bares = Report(self.database, self.clients)
        for name, measure in (("bare page", self.bare_page), ("bare save", self.bare_save), ("bare save, 32", self.bare_save_crowd)):
            bares._line(name, measure, measure)
        if self.memory:
            ratio = self.memory / self.bare_memory
            self.judge(ratio <= 1.6, f"memory: {self.memory:.0f} MB, {ratio:.2f} times the bare application's {self.bare_memory:.0f} MB (1.6)")
        head = f"\n== {self.database}, {self.clients} clients ==\n{'':18}{'pace':>10} {'p50':>7} {'p95':>7} {'p99':>7} {'slowest':>8}"
        verdicts = [f"  {'reached' if reached else 'MISSED '}  {sentence}" for reached, sentence in self.targets]
        return "\n".join([head, *bares.lines, *self.lines, "", *verdicts])

    def all_reached(self) -> bool:
        """Whether no target is missed."""
        return all(reached for reached, _sentence in self.targets)
