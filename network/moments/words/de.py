"""German words about time."""

from network.moments.words.tokens import Lexicon, combined, merged, numbered, phrases

ONES = "ein zwei drei vier fünf sechs sieben acht neun"
SMALL = (
    "ein|eins|eine|einem|einer|einen zwei|zwo drei vier fünf|fuenf sechs sieben acht neun zehn elf zwölf|zwoelf "
    "dreizehn vierzehn fünfzehn|fuenfzehn sechzehn siebzehn achtzehn neunzehn zwanzig"
)
TENS = ("zwanzig", "dreißig", "vierzig", "fünfzig")
NTHS = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt "
    "siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst dreiundzwanzigst vierundzwanzigst "
    "fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreißigst einunddreißigst"
)


def _tens() -> str:
    return " ".join(f"{one}und{ten}" if one else ten for ten in TENS for one in ["", *ONES.split()])


def _nths() -> str:
    return " ".join("|".join(stem + end for end in ("e", "en", "er")) for stem in NTHS.split())


def lexicon() -> Lexicon:
    """Collect the German words."""
    return Lexicon(
        "de",
        merged(
            numbered("n", SMALL),
            numbered("n", _tens(), 20),
            numbered("d", _nths()),
            numbered("W", "montag|mo|montags dienstag|di mittwoch|mi donnerstag|do freitag|fr "
                          "samstag|sonnabend|sa sonntag|so", 0),
            numbered("M", "januar|jänner|jan februar|feber|feb märz|maerz|mrz april|apr mai juni|jun|juno juli|jul "
                          "august|aug september|sep|sept oktober|okt november|nov dezember|dez"),
            phrases(
                {
                    "R": {
                        0: "heute|heut",
                        2: "übermorgen|uebermorgen",
                        3: "überübermorgen",
                        -1: "gestern",
                    },
                    "G": {None: "morgen"},
                    "X": {
                        True: "nächsten|nächster|nächste|nächstem|naechsten|kommenden|kommender|am nächsten|"
                        "am kommenden",
                        False: "diesen|dieser|an diesem",
                    },
                    "k": {None: "nächste woche|kommende woche|nächster woche|in der nächsten woche|naechste woche|"
                                "in der kommenden woche|der nächsten woche|der kommenden woche"},
                    "j": {None: "jetzt|sofort|gleich"},
                    "A": {
                        "morning": "früh|frueh|in der früh|morgens|am morgen|am frühen morgen|vormittag|vormittags|"
                        "am vormittag",
                        "noon": "mittag|mittags|am mittag|zu mittag",
                        "afternoon": "nachmittag|nachmittags|am nachmittag",
                        "evening": "abend|abends|am abend",
                        "night": "nachts|nacht|in der nacht",
                        "midnight": "mitternacht|um mitternacht",
                    },
                    "I": {None: "in|nach"},
                    "F": {None: "ab jetzt|später|von jetzt an"},
                    "U": {
                        1: "minute|minuten|min",
                        60: "stunde|stunden|std|stdn",
                        "day": "tag|tage|tagen",
                        "week": "woche|wochen",
                        "month": "monat|monate|monaten",
                        "year": "jahr|jahre|jahren",
                    },
                    "f": {1.5: "anderthalb|eineinhalb|einundeinhalb", 2.5: "zweieinhalb", 3.5: "dreieinhalb"},
                    "H": {None: "halb|halbe|halben|einer halben|eine halbe"},
                    "Q": {None: "viertel"},
                    "q": {None: "dreiviertel|drei viertel"},
                    "p": {None: "nach"},
                    "o": {None: "vor"},
                    "&": {None: "und"},
                    "K": {None: "uhr"},
                    "@": {None: "um|gegen|ab|punkt"},
                    "c": {None: "den|der|am|dem"},
                    "": {None: "bitte|des|ortszeit|vom|im"},
                }
            ),
            combined("acht tagen|acht tage", ("n", 1), ("U", "week")),
            combined("übernächsten|übernächster|übernächste|uebernächsten|am übernächsten", ("m", 1), ("X", True)),
            combined("heute nacht", ("R", 0), ("A", "tonight")),
            combined("viertelstunde|einer viertelstunde|eine viertelstunde", ("Q", None), ("U", 60)),
            combined("dreiviertelstunde|einer dreiviertelstunde", ("q", None), ("U", 60)),
        ),
        quarters_ahead=True,
    )  # fmt: skip
