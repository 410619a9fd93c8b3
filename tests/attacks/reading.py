"""Reading what left for Telegram as Telegram would, and what failed on the way."""

from sqlalchemy import func, select

from db.models import Inbox
from sandbox.text import fixed, parsed
from tests.talk import Town

LONGEST_DATA = 64


def set_aside(town: Town) -> int:
    """How many updates could not be handled."""
    failed = select(func.count()).select_from(Inbox).where(Inbox.reference.is_not(None))
    return town.run(lambda work: work.session.scalar(failed) or 0)


def assert_telegram_would_take(town: Town, since: int = 0) -> None:
    """Telegram refuses markup it cannot read, texts too long, and buttons that carry too much or say nothing."""
    for method, params in town.calls[since:]:
        html = params.get("text") if method != "answerCallbackQuery" else None
        if html is not None:
            shown = fixed(*parsed(html, "HTML"))
            assert 0 < len(shown.text) <= 4096
            assert {entity["type"] for entity in shown.entities} <= {
                "bold", "italic", "blockquote", "bot_command", "url", "email", "mention", "hashtag", "phone_number",
                "cashtag", "underline", "strikethrough", "date_time", "expandable_blockquote",
            }, html  # fmt: skip
        for row in params.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                assert button["text"].strip()
                assert 1 <= len(button.get("callback_data", "x").encode()) <= LONGEST_DATA
