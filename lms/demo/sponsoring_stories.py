"""What officers of the demo city proposed, in their words: those whose way the demo tells to the end, and a year of shorter ones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """An idea, who had it, and how far it comes."""

    title: str
    problem: str
    sufferers: str
    frequency: str
    solution: str
    department: str
    to: str
    scores: tuple[int, int, int] = (4, 4, 5)
    turns: tuple[str, ...] = ()
    """What did not go as planned: ``missed`` (a review), ``amended`` (a pilot that ran), ``adapted`` (tried once more)."""


STORIES = (
    Story(
        "One form for every street event",
        "Whoever plans a street party fills in five forms for five departments, and writes the same address five times.",
        "Clubs, schools and three departments",
        "About 340 events a year",
        "One form that asks once and sends each department its part.",
        "CUL",
        "in_evaluation",
    ),
    Story(
        "Let residents name the bench they miss",
        "Older people plan their walks by where they can sit, and we do not know where they would.",
        "People above 75, and whoever walks with them",
        "Every day",
        "A map on which anybody sets a pin; the parks department answers each quarter.",
        "ENV",
        "discussing",
        (5, 5, 1),
    ),
    Story(
        "Read meters of public buildings by radio",
        "Two caretakers drive a week each month to read meters by eye, and leaks are found a month late.",
        "Caretakers and the energy team",
        "Each month, 210 buildings",
        "Radio readers on water meters of the forty largest buildings.",
        "ENV",
        "seeking_sponsor",
        (5, 4, 4),
    ),
    Story(
        "Plain words for the ten letters that people call about",
        "Four of ten calls at the counter ask what a letter means.",
        "Residents, and twelve colleagues at the phone",
        "About 900 calls a month",
        "Rewrite the ten letters with residents, and measure the calls.",
        "CIT",
        "seeking_sponsor",
        (5, 5, 4),
    ),
    Story(
        "Show free delivery bays",
        "Vans stop in the second lane since drivers do not know which bay is free.",
        "Drivers, cyclists, bus passengers",
        "Each weekday from seven to eleven",
        "Sensors in sixty bays, and a free list that navigation services can read.",
        "MOB-PAR",
        "seeking_sponsor",
        (5, 5, 1),
    ),
    Story(
        "A shelf of tools that departments lend each other",
        "Three departments bought the same drone in one year.",
        "Those who have no drone, and the budget",
        "Some ten purchases a year",
        "One list of what can be lent, with a calendar.",
        "FIN-PRO",
        "seeking_sponsor",
        (3, 4, 4),
    ),
    Story(
        "Building permits: say what is missing on day one",
        "Half of all applications are incomplete, and applicants learn it after three weeks.",
        "Applicants and eleven case officers",
        "About 60 applications a month",
        "A check at hand-in that names what is missing.",
        "PLA",
        "sponsored",
        (5, 5, 5),
    ),
    Story(
        "Quiet hour at the citizens' office",
        "People who cannot bear noise and queues put off what they need from us.",
        "Some 1,200 residents, as the disability council estimates",
        "Each visit",
        "One hour a week by appointment, without announcements.",
        "CIT",
        "pilot_running",
        (4, 4, 4),
        ("missed", "amended"),
    ),
    Story(
        "Library cards that open the makerspace",
        "The makerspace is empty on three afternoons, since somebody has to hand out keys.",
        "Young people, and the staff at the desk",
        "Three afternoons a week",
        "The library card opens the door to those who took the safety lesson.",
        "CUL",
        "adopted",
        (4, 5, 4),
        ("adapted",),
    ),
    Story(
        "Ask drivers to report potholes by voice",
        "Holes in the road are reported late.",
        "Cyclists first",
        "Some 150 a month in winter",
        "Bus drivers press a button and say where.",
        "MOB",
        "stopped",
        (4, 3, 4),
    ),
    Story(
        "Shade where children wait for the bus",
        "In June children wait in full sun at 38 of 64 school stops.",
        "About 2,700 pupils",
        "Forty school days a year",
        "Plant trees and set up sails where the heat map and the timetable meet.",
        "MOB",
        "handed_over",
        (5, 5, 4),
    ),
    Story(
        "A buddy for each new colleague",
        "One in five newcomers leaves within a year, and says that nobody showed them around.",
        "Newcomers and their teams",
        "About 90 people a year",
        "A trained buddy for the first hundred days.",
        "HR",
        "orphaned",
        (4, 4, 5),
    ),
    Story(
        "Give each door one address",
        "Eleven systems write the same door in eleven ways, and an ambulance stood at the wrong one.",
        "Rescue services, letter carriers, and whoever corrects lists",
        "Each day",
        "One register of addresses that all systems read, beginning with the district of the river.",
        "PLA",
        "project",
        (5, 4, 5),
    ),
)

OF_THE_YEAR = (
    ("Print fewer minutes", "declined", "We do this since spring."),
    ("Paint the stairwell of town hall", "declined", "It is in the plan of the building department."),
    (
        "A chat group for wardens",
        "stopped",
        "Wardens prefer the radio: they cannot type with gloves. Ask first where people stand when they need it.",
    ),
    ("Sort the lost bicycles by frame number", "adopted", "Found owners went from 8 to 31 per cent within three months."),
    ("Mow half of the verge", "adopted", "Bees came, complaints did not. Mow a strip of one metre along paths."),
    ("Appointments for bulky waste by text message", "stopped", "Half of the numbers that we have are wrong. Clean the addresses first."),
    ("Borrow a wheelchair at the town hall", "adopted", "Used 44 times in a quarter; two are enough."),
    ("Let schools book the council chamber", "declined", "The chamber's rules of house forbid it; the council was asked."),
    ("A coffee corner in the permit hall", "declined", "Fire protection does not allow it."),
    ("Scan the old tree cards", "seeking_sponsor", ""),
    ("Tell parents when the pool is full", "seeking_sponsor", ""),
    ("Second monitor for home office", "declined", "It is a matter of equipment, and the answer is yes: order it."),
    ("Open the lost property list", "adopted", "Calls fell by a third."),
    ("Swap shifts in an app", "stopped", "The staff council and the teams found a board in the kitchen better."),
    ("Ask for the mother tongue at the counter", "declined", "The data protection officer advised against it."),
    ("Bring the mobile library to the markets", "stopped", "Market days are loud; people read elsewhere. Evenings at sports grounds worked better."),
    ("A map of public toilets with opening hours", "adopted", "The most visited page of the city after four weeks."),
    ("Lend cargo bikes to caretakers", "seeking_sponsor", ""),
    ("Write invoices without the fax", "declined", "It is part of an initiative already."),
    ("One phone number for all playground repairs", "adopted", "Repairs start two days earlier."),
    ("Sign language at the wedding office", "stopped", "Two couples a year; interpreters by video serve them better and everybody else."),
    ("Translate the waste calendar", "adopted", "Six languages, 300 euro, and fewer wrong bins in two districts."),
    ("Read the children's drawings of the new park", "parked", "Until the plan of the park is on display."),
    ("Tell tenants about cheap heating checks", "submitted", ""),
)
"""Title, where it ended, and why or what was learnt."""
