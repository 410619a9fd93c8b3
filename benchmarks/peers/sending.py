"""What the senders that are compared have in common: whom they write to, and what."""

import sys

TOKEN = "4242:AAbenchmark-token-of-no-bot"
FIRST_PERSON = 100_000
CONCURRENCY = 64  # the ledger's own
TEXT = "<b>The workshop</b> in Amman begins at nine on Thursday. Please bring the figures of your city."


def chats() -> list[int]:
    """The chats of the people named on the command line: `… ADDRESS PEOPLE`."""
    return list(range(FIRST_PERSON, FIRST_PERSON + int(sys.argv[2])))
