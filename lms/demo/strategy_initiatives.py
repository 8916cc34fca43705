"""What the demo city does for its strategy. Every name and figure is invented."""

from dataclasses import dataclass

from lms.strategy.models.initiatives import InitiativeState as State


@dataclass(frozen=True, slots=True)
class InitiativeDemo:
    """An initiative with where it stands; needs are (code in DigComp, level, hours a week), reports (per cent, words)."""

    slug: str
    title: str
    summary: str
    objective: str
    department: str
    owner: str
    budget: int
    funded_from: str
    state: State
    days_ago: int
    months: int
    needs: tuple[tuple[str, int, int], ...]
    reports: tuple[tuple[int, str], ...] = ()
    reason: str = ""


INITIATIVES = (
    InitiativeDemo(
        "permit-desk",
        "The permit desk: one file, one answer",
        "Builders hand in once, see where their file stands, and get one answer of all offices together.",
        "O1",
        "PLA",
        "lena.fischer",
        1_240_000,
        "Digital budget 2026, line 12",
        State.RUNNING,
        300,
        20,
        (("1.3", 4, 12), ("2.3", 4, 8), ("5.2", 4, 6)),
        (
            (15, "The double keeping of files was ended for small permits. Parking still sends paper."),
            (35, "The new form is used by forty builders. The interface to the land register is late by six weeks."),
        ),
    ),
    InitiativeDemo(
        "plain-letters",
        "Letters that everybody understands",
        ("The two hundred letters that are sent most are written anew, tried with residents, and built into the systems."),
        "O1",
        "CIT",
        "",
        85_000,
        "",
        State.CANDIDATE,
        40,
        9,
        (("2.5", 4, 6), ("3.1", 4, 4)),
    ),
    InitiativeDemo(
        "open-mobility-data",
        "Mobility data, every day",
        "Counting stations, parking and works in the streets are published every morning in standard formats.",
        "O2",
        "MOB",
        "marco.bianchi",
        310_000,
        "Regional fund for open data",
        State.RUNNING,
        260,
        14,
        (("1.2", 5, 8), ("1.3", 5, 10), ("3.4", 4, 10)),
        (
            (30, "Parking and works are published. Counting stations follow when the old boxes are replaced."),
            (55, "Thirty of forty-eight stations send every day."),
        ),
    ),
    InitiativeDemo(
        "data-shelf",
        "One shelf for the city's data",
        "A catalogue in which every department finds what the city has, with a steward for each data set.",
        "O2",
        "DIG-DATA",
        "maria.kowalska",
        420_000,
        "Digital budget 2026, line 14",
        State.DELIVERED,
        310,
        8,
        (("1.3", 6, 12), ("2.2", 5, 6)),
        ((60, "The catalogue is filled by eight departments."), (100, "All departments are in. Stewards meet every month.")),
        reason="The catalogue is in use by all departments; its figures go on as an indicator.",
    ),
    InitiativeDemo(
        "champions",
        "Digital champions in every department",
        "Officers with hours to help colleagues and projects, chosen by what they can do.",
        "O3",
        "HR",
        "paul.dubois",
        640_000,
        "Training budget",
        State.RUNNING,
        290,
        30,
        (("2.4", 5, 10), ("5.2", 5, 8), ("5.4", 5, 6)),
        ((10, "The boot camp is planned, forty-one have applied."), (25, "The first class graduated. Two departments have nobody yet.")),
    ),
    InitiativeDemo(
        "learning-hours",
        "Two hours a month to learn",
        "Every officer has two protected hours a month for courses, agreed with the staff council.",
        "O3",
        "HR",
        "paul.dubois",
        0,
        "No money needed; hours of staff",
        State.PAUSED,
        200,
        12,
        (("5.4", 4, 2),),
        ((20, "The agreement is signed. Counters need cover before they can take part."),),
        reason="Counters have no cover in the summer. It goes on in October with a plan for each counter.",
    ),
    InitiativeDemo(
        "restore-drills",
        "Restore drills for critical systems",
        ("Twice a year each critical system is restored on an empty machine, with the department that needs it looking on."),
        "O4",
        "DIG-OPS",
        "amina.rahimi",
        96_000,
        "Operations budget",
        State.RUNNING,
        270,
        24,
        (("4.1", 6, 8), ("3.4", 5, 6)),
        ((40, "Nine of seventeen systems were restored. The registry took eleven hours instead of four."),),
    ),
    InitiativeDemo(
        "park-sensors",
        "Monitoring that survives the winter",
        "Sensors for soil, water and air in parks, in cases that hold the frost, with quality flags on each value.",
        "O4",
        "ENV",
        "eva.horvat",
        230_000,
        "Climate fund",
        State.PLANNED,
        120,
        18,
        (("1.2", 4, 6), ("4.4", 4, 4)),
    ),
    InitiativeDemo(
        "digital-companions",
        "Digital companions in the libraries",
        "People who find digital services hard meet somebody with time, in six libraries, without an appointment.",
        "O5",
        "CUL",
        "eva.horvat",
        180_000,
        "Culture budget and a foundation",
        State.RUNNING,
        230,
        22,
        (("2.1", 4, 10), ("5.4", 4, 6)),
        (
            (30, "Four libraries began. On average twenty people come on an afternoon."),
            (50, "All six are open. Most ask about the health insurance, not about us."),
        ),
    ),
    InitiativeDemo(
        "kerbside",
        "A kerb for everybody",
        "Loading, parking, stops and crossings are planned together, from data that residents can see.",
        "O5",
        "MOB-PAR",
        "marco.bianchi",
        510_000,
        "Mobility fund",
        State.APPROVED,
        70,
        16,
        (("1.3", 4, 8), ("5.3", 5, 6)),
    ),
    InitiativeDemo(
        "data-room",
        "A room where research meets city data",
        "Researchers work with protected data on the city's machines instead of taking copies home.",
        "",
        "DIG-DATA",
        "maria.kowalska",
        150_000,
        "",
        State.CANDIDATE,
        25,
        12,
        (("4.2", 5, 6), ("1.3", 6, 6)),
    ),
    InitiativeDemo(
        "own-messenger",
        "A messenger of our own",
        "A chat for all officers on our own servers.",
        "O4",
        "DIG-OPS",
        "amina.rahimi",
        120_000,
        "Operations budget",
        State.STOPPED,
        250,
        10,
        (("4.1", 5, 4),),
        reason=(
            "A trial with two departments showed that the region's messenger does what was asked for. What we "
            "learned about moving groups is written down."
        ),
    ),
)
