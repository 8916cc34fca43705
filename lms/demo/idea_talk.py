"""What departments of the demo city call for, what colleagues say to ideas, and when the city rests."""

CHALLENGES = (
    (
        "CIT",
        "Shorter queues at the counters",
        "On Mondays people wait **72 minutes** at the citizens' counter, most of them for something that takes four. They take half a day off; the "
        "clerks eat at three.",
        "- It works without an account and without a smartphone\n- It can be tried at one counter within three months\n"
        "- It does not move the queue to the telephone",
        "Two days a month to work on it, and a visit to a city that has solved it",
        -40,
        70,
    ),
    (
        "ENV",
        "Cool streets in hot summers",
        "In July the square before the station was **eight degrees** hotter than the park. We cannot plant trees everywhere: pipes, trams, money.",
        "- It can be seen within one summer\n- It costs less than 20,000 euro for a trial\n- Somebody looks after it in the third year, too",
        "A trial on a street of your choice",
        -50,
        80,
    ),
    (
        "DIG",
        "One form less",
        "We have **614 forms**. Four out of ten ask for something that another office knows already.",
        "- It names the form and who would have to agree\n- It says what happens to those who cannot use the new way",
        "Your name on the last copy of the form",
        -150,
        130,
    ),
)
"""Department, title, problem, criteria, reward, opened so many days ago, open for so many days."""

OUTCOME = "Nine forms are gone, among them the one for dog tags in triplicate. Two ideas are with their sponsors; the rest is answered one by one."

COMMENTS = (
    ("for", "We would take part at our counter. Come and look on a Monday."),
    ("for", "I tried something like it in my last job, and it took two weeks, not three months."),
    ("neutral", "Has anybody asked the works council? They were helpful last time, but they want to be asked **before**."),
    ("against", "The last three projects of this kind ended when the first colleague fell ill. Who does it in year two?"),
    ("for", "The data are there, I can show you which table."),
    ("against", "It moves the work to the telephone. We should count that, too."),
    ("neutral", "What would be the smallest trial? I would leave out everything but one district."),
    ("for", "My mother asked me the same question last week."),
)

HOLIDAYS = (
    "01-01 New Year",
    "05-01 Labour Day",
    "10-03 National Day",
    "11-01 All Saints",
    "12-24 Christmas Eve",
    "12-25 Christmas Day",
    "12-26 Second Christmas Day",
)
"""Month, day and name of what the demo city keeps each year."""
