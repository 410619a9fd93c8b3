"""Words about repetition, beside those about moments; a table a language.

Kinds, one letter each: E every   e daily, weekly … (a unit)   O other, as in every other week   w working days
Z days of the weekend   L last   B of the month, of every month   u until (in German *bis Freitag*, too)
r through   s starting   ! what may mean two rhythms
"""

from functools import cache

from network.moments.words import OWN, cldr, lexicon
from network.moments.words.tokens import Lexicon, Phrase, Token, combined, merged, phrases

_EN = phrases(
    {
        "E": {None: "every|each"},
        "e": {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly|annually"},
        "O": {None: "other"},
        "w": {
            None: "weekdays|weekday|on weekdays|working days|working day|workdays|workday|business days|business day"
        },
        "Z": {None: "weekends|weekend|on weekends"},
        "L": {None: "last"},
        "B": {True: "of every month|of each month|every month", False: "of the month|in the month"},
        "u": {None: "until"},
        "r": {None: "through"},
        "s": {None: "starting|beginning|starting on|beginning on|starting from|from"},
        "!": {
            None: "biweekly|bi weekly|bimonthly|bi monthly",
            True: "twice a day|twice a week|twice a month|times a day|times a week|times a month|once a week|"
            "once a month|per day|per week|per month",
        },
    }
)
_FR = phrases(
    {
        "E": {None: "chaque|tous les|toutes les|tout les"},
        "e": {
            "day": "quotidiennement", "week": "hebdomadairement", "month": "mensuellement", "year": "annuellement",
        },
        "O": {None: "sur deux"},
        "w": {None: "jours ouvrables|jours ouvrés|jour ouvrable|jour ouvré|en semaine|jours de semaine"},
        "Z": {None: "week ends|week end|weekends|weekend|fins de semaine"},
        "L": {None: "dernier|dernière"},
        "d": {1: "premier|première|premiers|premières", 2: "deuxième|second|seconde", 3: "troisième", 4: "quatrième"},
        "B": {True: "de chaque mois|chaque mois|de tous les mois|tous les mois", False: "du mois"},
        "!": {True: "fois par jour|fois par semaine|fois par mois|par jour|par semaine|par mois"},
        "u": {None: "jusqu au|jusqu à|jusqu en|au|jusque"},
        "s": {None: "à partir du|à partir de|à compter du"},
        "A": {
            "morning": "matin|matins|du matin|le matin|au matin", "evening": "soir|soirs|du soir|le soir",
            "afternoon": "après midis|après midi|l après midi|de l après midi",
        },
    }
)  # fmt: skip
_DE = phrases(
    {
        "E": {None: "jeden|jede|jedes|jeder|jedem|alle|an jedem"},
        "e": {
            "day": "täglich|taeglich|tagtäglich", "week": "wöchentlich|woechentlich", "month": "monatlich",
            "year": "jährlich|jaehrlich|alljährlich",
        },
        "w": {None: "werktags|werktag|werktage|werktagen|an werktagen|wochentags|an wochentagen|arbeitstag|arbeitstage|"
                    "arbeitstagen|an arbeitstagen|unter der woche"},
        "Z": {None: "wochenende|wochenenden|am wochenende"},
        "L": {None: "letzten|letzter|letzte|letztes"},
        "B": {True: "jeden monats|jedes monats|eines jeden monats|jeden monat", False: "im monat|des monats"},
        "!": {True: "pro tag|pro woche|pro monat|mal täglich|mal am tag|mal in der woche|mal im monat"},
        "u": {None: "bis|bis zum|bis einschließlich"},
        "s": {None: "beginnend|beginnend am|ab dem"},
    }
)  # fmt: skip
_AR = phrases(
    {
        "E": {None: "كل|جميع"},
        "e": {"day": "يوميا", "week": "أسبوعيا", "month": "شهريا", "year": "سنويا"},
        "w": {None: "أيام العمل|أيام الدوام|يوم عمل|يوم دوام|أيام عمل"},
        "Z": {None: "نهاية أسبوع|نهاية الأسبوع|عطلة نهاية الأسبوع|عطلة أسبوع"},
        "L": {None: "آخر|الأخير|الأخيرة"},
        "d": {1: "أول|الأولى", 2: "ثاني|الثانية", 3: "ثالث", 4: "رابع"},
        "B": {True: "من كل شهر|في كل شهر|كل شهر", False: "من الشهر|في الشهر"},
        "!": {
            True: "مرات في اليوم|مرتين في اليوم|مرات في الأسبوع|مرتين في الأسبوع|مرة في الأسبوع|مرات في الشهر|"
            "مرتين في الشهر|مرتين يوميا|مرتين أسبوعيا|مرات أسبوعيا|مرات يوميا",
        },
        "u": {None: "حتى|لغاية|إلى|الى"},
        "s": {None: "ابتداء من|اعتبارا من|بدءا من"},
    }
)

# Days whose name says *every* by itself: Mondays, montags.
_PLURALS = {
    "en": "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
    "fr": "lundis mardis mercredis jeudis vendredis samedis dimanches",
    "de": "montags dienstags mittwochs donnerstags freitags samstags|sonnabends sonntags",
}


def _plurals(language: str) -> dict[Phrase, tuple[Token, ...]]:
    days = _PLURALS.get(language, "").split()
    return merged(*(combined(names, ("E", None), ("W", day)) for day, names in enumerate(days)))


_MORE = {
    "en": merged(_EN, combined("fortnightly", ("E", None), ("n", 2), ("U", "week"))),
    "fr": _FR,
    "de": merged(
        _DE,
        combined("monat|monats", ("U", "month")),
        combined("vierzehntäglich|vierzehntägig|zweiwöchentlich", ("E", None), ("n", 2), ("U", "week")),
    ),
    "ar": merged(_AR, combined("أحد", ("W", 6))),
}


@cache
def repeating_lexicon(language: str) -> Lexicon:
    """Return a language's words about moments and about repetition. Without its own, those that CLDR knows."""
    code = language.partition("-")[0]
    if code not in OWN:
        return Lexicon(code, cldr.names(language))
    own = lexicon(code)
    return Lexicon(
        code,
        merged(own.phrases, _MORE[code], _plurals(code)),
        own.quarters_ahead,
        own.twelve_hours,
        own.week_starts,
    )
