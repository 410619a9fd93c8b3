"""What people agree to, in a few words; the same ones wherever consents are shown."""

from collections.abc import Mapping

from db.values import Purpose
from handlers.kit.speech import Speech
from network.errors import N_

PURPOSES: Mapping[Purpose, str] = {
    Purpose.GUIDELINES: N_("Guidelines"),
    Purpose.PRIVACY: N_("Data protection"),
    Purpose.DIRECTORY: N_("Entry in the directory"),
    Purpose.NEWSLETTER: N_("Newsletter"),
}


def purpose_name(t: Speech, purpose: Purpose) -> str:
    """What a consent is for."""
    return t.plain(PURPOSES[purpose])
