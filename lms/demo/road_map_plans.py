"""What each initiative of the demo city does and promises: its steps, what waits for whose work, which dates moved and why."""

from dataclasses import dataclass

Step = tuple[str, tuple[int, int, int], str, int, int]
"""Title, three durations in working days, department, hours a month, hours a month of champions."""


@dataclass(frozen=True, slots=True)
class PlanDemo:
    """Five steps, one after the other, and what is promised when the fourth and the fifth are done."""

    steps: tuple[Step, ...]
    half: str
    whole: str


PLANS: dict[str, PlanDemo] = {
    "permit-desk": PlanDemo(
        (
            ("Agree on the way the work is done today", (8, 12, 20), "PLA", 50, 10),
            ("Draw and try the new way with ten officers", (15, 20, 40), "DIG-LAB", 80, 20),
            ("Build the form and the checks behind it", (30, 45, 90), "DIG-OPS", 90, 0),
            ("Train everybody who answers", (10, 15, 30), "HR", 50, 30),
            ("Open it for every kind of permit", (3, 5, 15), "CIT", 30, 0),
        ),
        "The permit desk answers for all small permits",
        "Nine of ten applications need no visit",
    ),
    "champions": PlanDemo(
        (
            ("Map which department needs to know what", (8, 15, 25), "HR", 50, 20),
            ("Write the course with those who do the work", (20, 30, 60), "DIG-LAB", 60, 30),
            ("Hold the first class with forty officers", (10, 20, 30), "HR", 60, 40),
            ("Mend it after the first class", (5, 10, 25), "DIG-LAB", 50, 10),
            ("Bring a champion to every department", (30, 45, 90), "HR", 50, 40),
        ),
        "Forty officers have graduated",
        "Every department has a champion",
    ),
    "restore-drills": PlanDemo(
        (
            ("List the critical systems and who needs them", (5, 8, 15), "DIG-OPS", 40, 0),
            ("Clear the empty machines and the order of the drills", (10, 15, 30), "DIG-OPS", 60, 0),
            ("Buy the spare storage", (30, 45, 80), "FIN-PRO", 30, 0),
            ("Restore each system once", (40, 60, 110), "DIG-OPS", 80, 10),
            ("Restore the registry in four hours", (10, 15, 40), "DIG-OPS", 60, 0),
        ),
        "Each of the seventeen systems was restored once",
        "The registry is back within four hours",
    ),
    "open-mobility-data": PlanDemo(
        (
            ("Ask residents and businesses what they need", (10, 15, 25), "CIT", 60, 10),
            ("Describe the data and clear the rights", (15, 25, 50), "DIG-DATA", 60, 0),
            ("Replace the old counting boxes", (40, 60, 110), "MOB", 40, 0),
            ("Connect the stations to the data platform", (15, 25, 60), "DIG-OPS", 80, 10),
            ("Publish, and show colleagues how to use it", (5, 10, 20), "DIG-DATA", 40, 20),
        ),
        "All counting stations send every day",
        "Everybody can use the mobility data",
    ),
    "digital-companions": PlanDemo(
        (
            ("Ask visitors what they come for", (8, 12, 20), "CUL", 30, 0),
            ("Write the course for companions", (15, 20, 40), "DIG-LAB", 50, 20),
            ("Train the first twenty companions", (10, 15, 30), "CUL", 40, 30),
            ("Open the tables in the other libraries", (15, 25, 50), "CUL", 40, 20),
            ("Hand over to the libraries", (5, 10, 20), "CIT", 20, 0),
        ),
        "A companion sits in all six libraries every day",
        "Two thousand people were helped",
    ),
    "learning-hours": PlanDemo(
        (
            ("Ask the counters which hours they can spare", (8, 12, 20), "HR", 30, 0),
            ("Plan the cover for each counter", (15, 25, 45), "CIT", 50, 0),
            ("Put the hours into the duty rosters", (10, 15, 40), "HR", 40, 0),
            ("Try it with three departments", (20, 25, 40), "HR", 30, 20),
            ("Begin in every department", (15, 20, 40), "HR", 40, 20),
        ),
        "Three departments learn two hours a month",
        "Every officer has two protected hours a month",
    ),
    "park-sensors": PlanDemo(
        (
            ("Choose the places with the gardeners", (10, 20, 40), "ENV", 40, 0),
            ("Clear data protection and permits", (20, 35, 80), "PLA", 40, 0),
            ("Set up sensors and the register", (15, 25, 45), "ENV", 40, 0),
            ("Run the test for a winter", (60, 65, 90), "DIG-LAB", 40, 20),
            ("Decide: adopt, adapt or stop", (5, 10, 20), "CMO", 20, 0),
        ),
        "The sensors have measured a whole winter",
        "The city has decided which sensors stay",
    ),
    "kerbside": PlanDemo(
        (
            ("Walk the streets with those who load, park and cross", (10, 20, 40), "MOB-PAR", 50, 0),
            ("Put every metre of kerb into one map", (20, 30, 60), "DIG-DATA", 50, 10),
            ("Set up counters at twenty kerbs", (15, 25, 45), "MOB-PAR", 60, 0),
            ("Run the new rules for a season in one district", (60, 65, 90), "MOB-PAR", 40, 20),
            ("Decide with the district what stays", (5, 10, 20), "CMO", 20, 0),
        ),
        "One district has tried the new kerb",
        "The city has decided on the kerb of every district",
    ),
    "plain-letters": PlanDemo(
        (
            ("Find the two hundred letters that are sent most", (5, 8, 15), "CIT", 40, 10),
            ("Write them anew with those who send them", (30, 45, 80), "CIT", 50, 20),
            ("Try them with residents", (10, 20, 30), "DIG-LAB", 50, 10),
            ("Build them into the systems", (20, 30, 60), "DIG-OPS", 50, 0),
            ("Teach plain writing in every department", (20, 30, 50), "HR", 30, 20),
        ),
        "The new letters are sent",
        "Half as many residents ask what a letter means",
    ),
    "shade-where-children-wait-for-the-bus": PlanDemo(
        (
            ("Survey the stops", (15, 20, 40), "PLA", 50, 0),
            ("Agree the places with the owners of the roads", (20, 40, 100), "MOB", 40, 0),
            ("Tender the works", (45, 60, 120), "FIN-PRO", 40, 0),
            ("Build the roofs and plant the trees", (50, 70, 130), "ENV", 50, 0),
            ("Measure the heat, and hand over", (8, 12, 25), "ENV", 30, 0),
        ),
        "Forty stops have shade",
        "No child waits in the sun for more than five minutes",
    ),
}
"""By the address of the initiative, in the order in which they begin. What is not live in the city is left out."""

Wait = tuple[str, int, str, int]
"""An initiative and the place of its step, and the initiative and the place of the step that it waits for."""

WAITS: tuple[Wait, ...] = (
    ("permit-desk", 3, "champions", 2),
    ("digital-companions", 2, "champions", 1),
    ("learning-hours", 3, "champions", 2),
    ("kerbside", 3, "open-mobility-data", 3),
    ("plain-letters", 3, "permit-desk", 2),
    ("park-sensors", 3, "restore-drills", 1),
)
"""What waits for the work of another initiative."""

MOVED: tuple[tuple[str, str, int, int], ...] = (
    ("open-mobility-data", "The first tender for counting boxes brought one offer above the budget, so it was repeated.", 80, 45),
    ("park-sensors", "The data protection officer asked for a second assessment before the sensors may count people.", 50, 60),
    ("restore-drills", "Two of three engineers were needed to keep the data centre running in summer.", 25, 30),
)
"""Whose promise moved, why, how many days ago, and by how many days."""

NOT_ACCEPTED = ("park-sensors", "restore-drills")
"""Whose owners have not accepted the dates since."""

KEPT = ("open-mobility-data", "The register of what we have is public")
LATE = ("digital-companions", "The libraries help on Saturdays, too")
"""A promise that was kept a little late, and one that is late."""
