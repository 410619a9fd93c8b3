"""Text as Telegram takes it in: markup to entities, cleaning, trimming, and what it finds by itself.

As on the Bot API page under Formatting options, and in TDLib's MessageEntity.cpp where the page is silent.

Inside this package positions count code points; only at its edges do they become UTF-16 units, as in the API.
"""

from sandbox.text.fixing import Formatted, fixed, parsed

__all__ = ["Formatted", "fixed", "parsed"]
