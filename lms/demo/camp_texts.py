"""What people of the demo city write in boot camps: each text answers what its task, its programme or its question asks."""

from collections.abc import Mapping

HAND_INS: Mapping[str, tuple[str, ...]] = {
    "before": (
        "**Landscape:** familiar. I use most of our services, but could not say who runs which.\n\n**Discover:** familiar; I have asked users "
        "twice.\n\n**Design:** unfamiliar. I only know specifications of forty pages.\n\n**Build:** unfamiliar, I have never seen a team at "
        "work.\n\n**Grow:** knowledgeable: I have managed two contracts to their end.",
        "1. Landscape – knowledgeable, I keep the list of our systems.\n2. Discover – unfamiliar. We never asked anybody before a purchase.\n"
        "3. Design – familiar; I wrote parts of a tender.\n4. Build – familiar, my brother develops software and explains it to me.\n"
        "5. Grow – unfamiliar: what happens after the signature is done by others here.",
        "Landscape: *familiar*, since I sit at the service desk. Discover: *knowledgeable*, we interview users each spring. Design: "
        "*unfamiliar*, the words are new to me.\n\nBuild: *unfamiliar*; I do not know what to ask a developer. Grow: *familiar*, I check the bills.",
        "For all five I would say familiar, since I have read about them and done none. I am least sure of **Design**: how does one write what "
        "one wants without saying how? And of **Grow**: which measures does one agree on?",
    ),
    "service-story": (
        "**The permit for residents' parking.** 4,200 residents need it every year. The office for streets runs it; a supplier keeps the form, "
        "our own data centre the register.\n\nThe form asks for a number that stands only on the old permit, so 17 of the 41 people whom I "
        "watched came to the counter.\n\n**My change:** ask for the number plate, which everybody knows.",
        "**Registering for day care.** Parents of about 900 children need it each spring. Youth services decide, a supplier hosts the form, and "
        "the letters come from a third system.\n\nThe second page of the letter is understood by nobody, so they telephone.\n\n**My change:** "
        "write that page anew with the call centre, and count the calls before and after.",
        "**The map of trees.** Gardeners and neighbours use it, about 300 visits a week. The data office publishes it by hand every spring, in 23 "
        "steps that I wrote down.\n\nIt is built of a table, a script and a free map.\n\n**My change:** let the script do the steps, and leave "
        "the column out that names the gardener.",
        "**Reporting a broken street light.** 60 reports a week, mostly by telephone. The form exists, but asks for the number of the lamp, which "
        "is too high up to read.\n\nThe works yard runs it; the form was bought, the list is a table.\n\n**My change:** a point on the map in "
        "place of the number.",
    ),
    "explain-technology": (
        "**The cloud, for the mayor.** We rent computers by the hour in place of buying them. That is good where demand changes, such as on the "
        "day of enrolment; it costs more where it never does. The risk is that leaving is dear.\n\nPlease ask a supplier: What does it cost to "
        "leave? Where do the data lie? Who notices at night that it is down?",
        "**Open source** means that everybody may read and change the program. It is not free of cost: somebody has to keep it. What we gain is "
        "that any firm can do that, not only one.\n\nThree questions: Who keeps it today? What have you given back to it? What happens to us when "
        "you stop?",
        "**Artificial intelligence** here means a program that learnt from many letters which reply fits. It saves time with simple letters and "
        "is wrong with rare ones, without saying so.\n\nAsk: With whose letters did it learn? How often is it wrong, and for whom? Who looks at "
        "its answers before they are sent?",
        "**An interface** is a door through which one program asks another. Today a colleague types the address twice; with a door nobody does. "
        "It costs some weeks once, and care for ever.\n\nAsk: Is the door described in public? What does using it cost? How long before a change "
        "do we hear of it?",
    ),
    "readiness-note": (
        "**People:** three of us buy software, one has done it before. **Skills:** nobody has written a test. **Backing:** the head asks for the "
        "state every month. **Experience:** the last contract ended four months late.\n\nThe two gaps: a second person who knows contracts (HR, by "
        "March), and somebody who watches users (the lab, by January).",
        "- people: 1.5 posts for a service with 9,000 users\n- skills: two finished the course on open data, none on contracts\n- backing: the "
        "deputy mayor named it in her plan\n- experience: two small purchases, both on time\n\nGaps: time of the experts (their head, by December) "
        "and law (the legal office, before the market is asked).",
        "We are ready in backing and in people: the board gave two posts in June. We are not in skills, for nobody here has accepted software "
        "before; nor in experience, for the last purchase was nine years ago.\n\nFirst gap: a product owner, whom I name by New Year. Second gap: "
        "acceptance, for which the lab lends us a colleague until May.",
        "Four facts: five colleagues, of whom two leave next year; one certificate in buying; a sponsor who comes to each review; a contract that "
        "was ended early in 2024.\n\nThe leaving endangers us most (handing over, by April), then that nobody keeps the measures (the team, by "
        "February).",
    ),
    "live-choose": (
        "**Our purchase: the next form for residents' parking.** 4,200 residents a year have the problem, and so have the six at the counter. "
        "The head of streets sponsors it. It may cost 80,000 euros.\n\nIt suits the programme: it is small, users are easy to find, and there is "
        "something to show in each phase.",
        "**We choose the letters for day care.** Parents do not understand them and telephone, about 2,000 times each spring. The head of youth "
        "services agreed to sponsor it. We expect 45,000 euros.\n\nThe market is open, and a first part can be tried within weeks.",
    ),
    "where-stuck": (
        "*“I look for the newest file every morning.”* *“I type each address twice.”* *“I never know whether the other office has answered.”*\n\n"
        "In common: all three wait for something that somebody else knows already. On Monday one of them looked 20 minutes for a list that lay in "
        "a mail.",
        "1. “The form for leave. I print it, sign it and scan it.”\n2. “Meetings that could be a note.”\n3. “My password, every ninety days.”\n\n"
        "What they share: steps that nobody needs, and that nobody dares to leave out. The form has a field for a fax number.",
        "Ana said: *“I copy the figures from one table into the other.”* Jo said: *“I ask Ana for the figures.”* Kim said: *“I correct what Jo "
        "sends.”*\n\nIt is one table that three people keep. Last week two of the three had other totals.",
    ),
    "trial": (
        "**We try:** one shared list of cases in place of mails, with four colleagues, for two weeks.\n\n**Measure:** questions “who has this?”: "
        "today 11 a week. It helped if it is 4 or fewer.\n\n**We stop** if anybody has to keep two lists for more than three days.",
        "Leave is asked for in the calendar and no more on paper: my team of seven, from Monday, two weeks. I count the days until the answer: "
        "today 6, wanted 2. I stop at once if one request is lost.",
        "For two weeks Jo and Ana work in one table. Measure: minutes for the report on Friday, today 95. Good would be 40. We go back if the total "
        "is wrong once.",
    ),
    "plan": (
        "We change how cases are handed over: one list, kept by whoever has the case. The team asked for it in our meeting on Tuesday, and our "
        "head gives two hours a week until the end. I need a shared drawer, which the IT office opens on Monday.",
        "Leave is to be asked for in the calendar. Seven of seven want it. My head gives me Thursday mornings. I need ten minutes in each of two "
        "meetings of the team, and one answer of HR.",
    ),
    "result": (
        "We kept one list for two weeks. Questions fell from 11 to 5 a week, not to 4. What did not work: colleagues in the field cannot open it. "
        "To the next champion: begin with whoever complains most, she became our best helper.",
        "Days until the answer: from 6 to 1.5. Two requests were overlooked in the first week, since nobody watched the calendar on Friday. I would "
        "tell the next one: name a deputy on the first day.",
    ),
}
OTHER_HAND_INS = (
    "We asked five colleagues and two suppliers, and wrote down what each of them said. Two answers changed our plan: the first part becomes "
    "smaller, and it is shown to users after three weeks.\n\nWhat we do not know yet: who keeps it after the first year.",
    "The three points that matter: who has the problem and how often, what will be measured from the first month on, and who does what when the "
    "measure is bad.\n\nI have put figures to each of them, with where they come from.",
)
"""For tasks that no text was written for."""


def hand_in(task: str, place: int) -> str:
    """What the person at that place of the list hands in for the task."""
    texts = HAND_INS.get(task, OTHER_HAND_INS)
    return texts[place % len(texts)]


PRAISE = (
    "All that was asked for is there, and in your own words. Say next who decides about it, and ask them early.",
    "Clear, and with facts. Dates would make it stronger.",
    "You name what you do not know, which most people leave out. Keep that.",
)
NOT_YET = "Part of what the task asks for is missing. Read its criteria once more; each says what belongs there. Then hand in again."
TALK = ("Thank you. May I come back to it when I have talked with my team?", "Please do, and bring what they said to the next meeting.")
FEEDBACK = (
    "I understood at once what it is about. I would like one more example from your own office.",
    "Short and clear. Who decides about the next step?",
    "Very clear. I would put the strongest sentence at the top.",
)

MOTIVATIONS: Mapping[str, tuple[str, ...]] = {
    "digital-service-acquisition": (
        "We replace the software for permits next year, and I write the requirements. I want to ask for results this time, not for features.",
        "Our last two contracts ended late. I want to learn to see that earlier.",
        "I sit in evaluation panels and never learnt how to do that.",
        "From March on I manage the contract for the new case file. I have five hours a week for this, agreed with my manager.",
        "We buy a booking system for sports halls in spring. I want users to be asked before the market is.",
    ),
    "digital-champions": (
        "Colleagues come to me with their questions already. I would like to help them in a way that lasts.",
        "My team moves to a new case file in autumn. Somebody has to know it well, and I like to explain things.",
        "In summer I showed two new colleagues how we share files; both now show others. I want to do more of that, and better.",
        "My team asked me to be its champion. I helped with the new telephones and found that I am patient.",
        "I began here in spring and remember well what was hard. My team wants somebody who explains it without foreign words.",
    ),
}

ANSWERS: Mapping[tuple[str, int], tuple[str, ...]] = {
    ("helped", 30): (
        "Six colleagues: four with asking for leave in the calendar, two with sharing a file.",
        "Three so far, each with the new case file.",
        "Nine came to my open hour on Wednesdays, most of them with the calendar.",
        "Four, with accessible documents: headings and texts for pictures.",
    ),
    ("helped", 60): (
        "Eleven since the end. The newest questions are about forms that people can read on a telephone.",
        "Eight in all, five of them with the case file. One of them now helps others.",
        "Fourteen, four of them twice, mostly with shared lists.",
        "Seven: accessible documents, and two with the new telephones.",
    ),
    ("helped", 90): (
        "Nineteen, and the open hour goes on. Most ask about checking a text before it is published.",
        "Twelve in all; the whole team now uses the case file without me.",
        "About twenty, with lists, calendars and the first small automations.",
        "Ten. Three of them hold a half-hour for their own teams.",
    ),
}
"""What graduates write when a text is asked for, by question and days after the end."""
EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "yes": (
        "We keep one list of cases in place of mails; the question “who has this?” is asked no more.",
        "The team looks through its open wishes every two weeks and closed nine old ones.",
        "Leave is asked for in the calendar, and answered within two days.",
        "We watched five people use the form before we changed it, and left two fields out.",
    ),
    "text": (
        "The notes of each open hour lie in our shared drawer, with who came and why.",
        "My manager sat in twice and saw it.",
        "The short guide that came of it is used by the whole team.",
    ),
    "no": ("We have agreed on what to change, and have not begun yet.", ""),
}
"""What shows it: where the question is whether something changed, by the answer; and behind a text."""


def answer(question: str, days: int, place: int) -> str:
    """What somebody writes who is asked for a text."""
    texts = ANSWERS.get((question, days), EVIDENCE["yes"])
    return texts[place % len(texts)]
