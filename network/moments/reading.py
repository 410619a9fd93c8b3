"""Understanding what somebody typed about a time."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from network.moments import lexing, others
from network.moments.grammar import read
from network.moments.resolving import resolve
from network.moments.understood import NOT_UNDERSTOOD, Understood, UnknownWords
from network.moments.words import OWN, lexicon

LONGEST = 120  # characters; nobody needs more to say when
USUAL = time(9)


def understand(text: str, *, language: str, zone: str, now: datetime, usual: time = USUAL) -> Understood:
    """Read a day and a time that somebody typed, in their language or another one of the network's.

    `zone` names the time zone they think in, `now` is aware; `usual` is the time of day where they name none.
    Raises NotUnderstood, with an example in the sentence, for what is no moment or could be several;
    ZoneInfoNotFoundError for an unknown zone.
    """
    if len(text) > LONGEST:
        raise UnknownWords(NOT_UNDERSTOOD)
    normal = lexing.normal(text)
    now = now.astimezone(UTC)
    own = language.partition("-")[0]
    for each in dict.fromkeys((own, *OWN)):
        words = lexicon(each)
        try:
            said = read(lexing.tokens(normal, words), words)
        except UnknownWords:
            continue
        return resolve(said, words, zone, now, usual)
    if own in OWN:  # of these languages more is known here than in dateparser
        raise UnknownWords(NOT_UNDERSTOOD)
    local = now.astimezone(ZoneInfo(zone))
    return resolve(others.read(text, own, local), lexicon(own), zone, now, usual)
