"""English words about time."""

from network.moments.words.tokens import Lexicon, combined, merged, numbered, phrases

ONES = "one two three four five six seven eight nine"
SMALL = f"{ONES} ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
FIRSTS = "first second third fourth fifth sixth seventh eighth ninth"
NTHS = (
    f"{FIRSTS} tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
    "twentieth"
)


def _tens() -> str:
    return " ".join(
        f"{ten}_{one}" if one else ten for ten in ("twenty", "thirty", "forty", "fifty") for one in ["", *ONES.split()]
    )


def lexicon() -> Lexicon:
    """Collect the English words."""
    return Lexicon(
        "en",
        merged(
            numbered("n", SMALL),
            numbered("n", _tens(), 20),
            numbered("d", NTHS),
            numbered("d", " ".join(f"twenty_{each}" for each in FIRSTS.split()), 21),
            numbered("d", "thirtieth thirty_first", 30),
            numbered("W", "monday|mon|mondays tuesday|tue|tues wednesday|wed|weds thursday|thu|thur|thurs friday|fri "
                          "saturday|sat sunday|sun", 0),
            numbered("M", "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
                          "september|sep|sept october|oct november|nov december|dec"),
            phrases(
                {
                    "R": {
                        0: "today",
                        1: "tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow",
                        2: "day after tomorrow|the day after tomorrow|overmorrow",
                        -1: "yesterday",
                    },
                    "X": {True: "next|coming|this coming|the next|the coming", False: "this"},
                    "k": {None: "next week|of next week|in the next week"},
                    "j": {None: "now|right now|immediately|at once|straight away"},
                    "A": {
                        "am": "am|a m|in the early morning",
                        "pm": "pm|p m",
                        "morning": "morning|in the morning|early|the morning",
                        "noon": "noon|midday|at noon|at midday|12 noon",
                        "afternoon": "afternoon|in the afternoon|the afternoon",
                        "evening": "evening|in the evening|the evening",
                        "night": "night|at night",
                        "midnight": "midnight|at midnight",
                    },
                    "I": {None: "in|within"},
                    "F": {None: "from now|later|hence"},
                    "U": {
                        1: "minute|minutes|min|mins",
                        60: "hour|hours|hr|hrs",
                        "day": "day|days",
                        "week": "week|weeks|wk|wks",
                        "month": "month|months",
                        "year": "year|years",
                    },
                    "n": {1: "a|an|one", 2: "a couple of|couple of"},
                    "f": {1.5: "one and a half"},
                    "H": {None: "half|half a|half an|a half"},
                    "Q": {None: "quarter|a quarter|quarter of an|a quarter of an"},
                    "q": {None: "three quarters of an"},
                    "p": {None: "past"},
                    "o": {None: "to|till|before"},
                    "&": {None: "and"},
                    "K": {None: "o clock|oclock|hours sharp|sharp"},
                    "@": {None: "at|by|around"},
                    "c": {None: "the|on the"},
                    "": {None: "on|of|please|time|local time|in my time|my time"},
                }
            ),
            combined("after next", ("m", 1), ("X", True)),
            combined("tonight", ("R", 0), ("A", "tonight")),
            combined("this morning", ("R", 0), ("A", "morning")),
            combined("this afternoon", ("R", 0), ("A", "afternoon")),
            combined("this evening", ("R", 0), ("A", "evening")),
            combined("fortnight", ("n", 14), ("U", "day")),
            combined("a fortnight", ("n", 14), ("U", "day")),
        ),
        twelve_hours=True,
        week_starts=(0, 6),
    )  # fmt: skip
