"""What the strategies of the demo city say. Every name and figure is invented."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class IndicatorDemo:
    """An indicator. ``shape``: how far each measurement lies before an even pace, as a share of the whole way."""

    title: str
    unit: str
    baseline: Decimal
    target: Decimal
    source: str
    owner: str
    shape: tuple[float, ...]
    every_months: int = 3
    euro: Decimal | None = None
    euro_source: str = ""


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """An objective with its indicators."""

    title: str
    why: str
    indicators: tuple[IndicatorDemo, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a department said, and what became of it; without ``answer`` it still waits."""

    department: str
    objective: str
    text: str
    outcome: str = ""
    answer: str = ""


def _of(baseline: str, target: str) -> tuple[Decimal, Decimal]:
    return Decimal(baseline), Decimal(target)


AHEAD, EVEN, SLOW, AWAY = (
    (0.0, 0.02, 0.06, 0.1, 0.13, 0.16, 0.18, 0.2, 0.22),
    (0.0, 0.01, -0.02, 0.02, 0.0, -0.03, 0.01, 0.02, -0.01),
    (0.0, -0.02, -0.04, -0.07, -0.1, -0.13, -0.17, -0.18, -0.21),
    (0.0, -0.06, -0.1, -0.17, -0.22, -0.3, -0.35, -0.41, -0.46),
)

TITLE = "Exampleville digital 2026-2030"
VISION = (
    "In 2030 everybody in Exampleville can settle what they need from the city in a few minutes, at a "
    "counter or on a phone, and understands the answer.\n"
    "The city knows from open data what its decisions change, keeps what is personal safe, and learns "
    "from its own people."
)

_PERMITS, _DAYS = _of("22", "80"), _of("34", "12")
_SETS, _REUSE = _of("38", "150"), _of("4", "40")
_LEVEL, _CHAMPIONS = _of("31", "75"), _of("12", "240")
_INCIDENTS, _RESTORE = _of("19", "4"), _of("41", "100")
_LEFT, _TRIPS = _of("27", "12"), _of("61", "48")

OBJECTIVES = (
    ObjectiveText(
        "Services that are settled in one go",
        ("A permit takes five weeks and three visits on average. Most of that time a file waits for a paper that another office already has."),
        (
            IndicatorDemo(
                "Permits decided without a visit", "%", *_PERMITS, "Register of permits, planning and permits", "lena.fischer", EVEN
            ),
            IndicatorDemo(
                "Working days until a building permit is decided",
                "days",
                *_DAYS,
                "Register of permits, planning and permits",
                "lena.fischer",
                SLOW,
                euro=Decimal("-18500"),
                euro_source="Appraisal of the permit desk, May 2026: staff hours and costs of waiting builders",
            ),
        ),
    ),
    ObjectiveText(
        "Open data that people use",
        "Businesses and researchers ask for the same lists again and again, and each answer is made by hand.",
        (
            IndicatorDemo("Data sets published and kept current", "data sets", *_SETS, "City catalogue of data", "maria.kowalska", AHEAD),
            IndicatorDemo(
                "Known uses of open data by others",
                "uses",
                *_REUSE,
                "Survey of the data office, each half year",
                "maria.kowalska",
                EVEN,
                every_months=6,
            ),
        ),
    ),
    ObjectiveText(
        "Officers who are at home in the digital space",
        "Tools change faster than posts do. Whoever serves citizens must be able to try, to judge and to explain.",
        (
            IndicatorDemo(
                "Officers at the level that their post requires", "%", *_LEVEL, "Competency reports, human resources", "paul.dubois", EVEN
            ),
            IndicatorDemo("Digital champions who are active", "people", *_CHAMPIONS, "Directory of champions", "nora.lindgren", SLOW),
        ),
    ),
    ObjectiveText(
        "Systems that can be trusted",
        "An outage of half a day stops the counters of the whole city.",
        (
            IndicatorDemo("Outages of more than an hour in a year", "outages", *_INCIDENTS, "Log of IT operations", "amina.rahimi", AHEAD),
            IndicatorDemo(
                "Critical systems whose restore was tried this year",
                "%",
                *_RESTORE,
                "Log of IT operations",
                "amina.rahimi",
                EVEN,
                every_months=6,
            ),
        ),
    ),
    ObjectiveText(
        "A city that leaves nobody behind",
        ("One in four residents cannot or does not want to use digital services. Streets and streams of traffic concern everybody."),
        (
            IndicatorDemo(
                "Residents who find digital services hard or impossible to use", "%", *_LEFT, "Yearly survey of residents", "eva.horvat", SLOW
            ),
            IndicatorDemo("Trips in the centre that are made by car", "%", *_TRIPS, "Counting stations, mobility", "marco.bianchi", AWAY),
        ),
    ),
)

WHY_LATER = (
    "An outage of half a day stops the counters of the whole city. Departments that depend on a system "
    "have a say in how long it may be down, "
    "and in what is restored first."
)

AGENDA = (
    "The text as consolidated, what became of each contribution, and the coverage of objectives by departments are with the papers of the meeting."
)
DECISION = "The leadership team approves the digital strategy 2026-2030 as consolidated, and asks for a report on its indicators every six months."

NOTHING = (
    ("We read the text with our team leaders. What concerns us stands in it, and our own plan of work refers to it already."),
    "Our tasks are not touched by this text beyond what all departments do. We support it as it is.",
    "What we would have asked for was taken up while the text was written together.",
)

SAID = (
    Said(
        "FIN",
        "O1",
        "Name the saving that is expected from decisions without a visit, and say who checks it.",
        "partly",
        ("The indicator now has a euro figure from an appraisal; who checks it stands in the appraisal, not in the strategy."),
    ),
    Said(
        "SOC",
        "O5",
        ("People who have nobody to help them need a counter with time. Measure whether it is there, not only who uses the phone."),
        "taken",
        ("The survey asks about help at the counter from now on, and the initiative on digital companions was added."),
    ),
    Said(
        "CUL",
        "O5",
        "The libraries are where people ask for help. Give us hours for it instead of one more project.",
        "taken",
        "The libraries carry the initiative, with hours for it in their budget.",
    ),
    Said(
        "MOB",
        "O2",
        "Counting data is only useful when it comes every day. Publish it as it is measured.",
        "taken",
        "Publishing each day is part of the initiative on open mobility data.",
    ),
    Said(
        "HR", "O3", "Do not count courses. Count what people can do afterwards.", "taken", "The indicator counts levels that are shown by evidence."
    ),
    Said(
        "ENV",
        "O4",
        "Sensors in parks fail in winter. Let the target on outages leave them out.",
        "not_taken",
        ("Residents do not see which system failed. Sensors stay in; the initiative on monitoring has money for heated cases."),
    ),
    Said(
        "PLA",
        "O1",
        "Without an end to double keeping of files no date can be held. Put that first.",
        "taken",
        "It is the first milestone of the permit desk.",
    ),
)

NEXT_TITLE = "Exampleville digital 2028-2032"
NEXT_VISION = (
    "What was begun becomes how the city works: services that come to people before they ask, decisions "
    "that can be checked from open data, "
    "and a region that builds together what none of its towns could build alone."
)
NEXT_OBJECTIVE = ObjectiveText(
    "A region that builds together",
    "Eleven towns buy the same software eleven times. What one of us builds, all should be able to use.",
    (
        IndicatorDemo(
            "Services that the city shares with other towns",
            "services",
            *_of("2", "20"),
            "List of shared services, city manager's office",
            "jonas.weber",
            EVEN,
            every_months=6,
        ),
    ),
)
NEXT_SAID = (
    Said(
        "FIN",
        "O6",
        "Sharing costs money before it saves some. Say from which year on the budget shall see it.",
        "partly",
        "The text names 2029 as the year in which the balance is drawn; the figures come with the appraisals.",
    ),
    Said("HR", "O3", "Add the people who lead. Heads of departments are the ones who learn least.", "", ""),
    Said("SOC", "O5", "Before services come to people by themselves, ask those people. Some do not want to be known.", "", ""),
    Said(
        "MOB",
        "",
        "The text reads as if streets were a matter of data. Somebody has to stand on them.",
        "taken",
        "The vision was changed: what the city does comes before what it knows.",
    ),
)
NEXT_SIGNS = ("CMO", "DIG")
