"""French words about time."""

from network.moments.words.tokens import Lexicon, combined, merged, numbered, phrases

ONES = "un deux trois quatre cinq six sept huit neuf"
SMALL = (
    "un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit "
    "dix_neuf vingt vingt_et_un|vingt_et_une vingt_deux vingt_trois vingt_quatre vingt_cinq vingt_six vingt_sept "
    "vingt_huit vingt_neuf trente trente_et_un"
)
TENS = {40: "quarante", 50: "cinquante"}


def lexicon() -> Lexicon:
    """Collect the French words."""
    tens = [
        numbered("n", f"{ten} {ten}_et_un " + " ".join(f"{ten}_{one}" for one in ONES.split()[1:]), start)
        for start, ten in TENS.items()
    ]
    return Lexicon(
        "fr",
        merged(
            numbered("n", SMALL),
            numbered("n", " ".join(f"trente_{one}" for one in ONES.split()[1:]), 32),
            *tens,
            numbered("W", "lundi|lun mardi|mar mercredi|mer jeudi|jeu vendredi|ven samedi|sam dimanche|dim", 0),
            numbered("M", "janvier|janv|jan février|févr|fév mars avril|avr mai juin juillet|juil août|aout "
                          "septembre octobre|oct novembre|nov décembre|déc"),
            phrases(
                {
                    "R": {
                        0: "aujourd hui|aujourdhui",
                        1: "demain",
                        2: "après demain|le surlendemain",
                        -1: "hier",
                    },
                    "X": {True: "prochain|prochaine|suivant|le prochain", False: "ce|cette"},
                    "k": {None: "semaine prochaine|la semaine prochaine|de la semaine prochaine|semaine suivante"},
                    "m": {1: "en huit", 2: "en quinze"},
                    "j": {None: "maintenant|tout de suite|immédiatement"},
                    "A": {
                        "morning": "matin|du matin|le matin|au matin|dans la matinée|matinée",
                        "noon": "midi|à midi",
                        "afternoon": "après midi|de l après midi|l après midi|dans l après midi|aprem",
                        "evening": "soir|du soir|le soir|au soir|dans la soirée|soirée",
                        "night": "nuit|la nuit|de la nuit|dans la nuit",
                        "midnight": "minuit|à minuit",
                    },
                    "I": {None: "dans|d ici"},
                    "F": {None: "plus tard"},
                    "U": {
                        1: "minute|minutes|min|mn",
                        60: "heure|heures",
                        "day": "jour|jours",
                        "week": "semaine|semaines",
                        "month": "mois",
                        "year": "an|ans|année|années",
                    },
                    "d": {1: "premier"},
                    "S": {None: "sept"},
                    "H": {None: "demi|demie|une demi"},
                    "Q": {None: "quart|le quart|un quart|quart d|un quart d"},
                    "q": {None: "trois quarts d"},
                    "l": {None: "moins"},
                    "&": {None: "et"},
                    "K": {None: "pile|précises"},
                    "@": {None: "à|vers|dès|pour"},
                    "c": {None: "le|la"},
                    "": {None: "s il vous plaît|svp|de|du|heure locale|merci"},
                }
            ),
            combined("ce soir", ("R", 0), ("A", "evening")),
            combined("ce matin", ("R", 0), ("A", "morning")),
            combined("ce midi", ("R", 0), ("A", "noon")),
            combined("cet après midi|cette après midi", ("R", 0), ("A", "afternoon")),
            combined("cette nuit", ("R", 0), ("A", "tonight")),
            combined("huit jours", ("n", 1), ("U", "week")),
            combined("quinze jours|une quinzaine de jours|une quinzaine", ("n", 2), ("U", "week")),
        ),
    )  # fmt: skip
