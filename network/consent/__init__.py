"""What people agree to: consents, and the documents and purposes they are for."""

from network.consent.giving import (
    NEEDED,
    OPTIONAL,
    Consent,
    accept,
    give,
    needs_guidelines,
    outdated,
    require_guidelines,
    standing,
    version_in_force,
    withdraw,
)
from network.consent.publishing import Change, Published, changes, in_force, publish_documents

__all__ = [
    "NEEDED",
    "OPTIONAL",
    "Change",
    "Consent",
    "Published",
    "accept",
    "changes",
    "give",
    "in_force",
    "needs_guidelines",
    "outdated",
    "publish_documents",
    "require_guidelines",
    "standing",
    "version_in_force",
    "withdraw",
]
