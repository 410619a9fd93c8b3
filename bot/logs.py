"""Log lines: text for people, JSON for machines. Never names, texts or tokens."""

import logging
import sys
from typing import Literal

import structlog

QUIET = ("aiogram", "aiohttp.access", "apscheduler", "sqlalchemy.pool", "alembic")


def set_up(form: Literal["text", "json"]) -> None:
    """Write log lines to standard error in this form."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s")
    for name in QUIET:
        # Their messages could quote addresses with the token, or what people wrote.
        logging.getLogger(name).setLevel(logging.CRITICAL)
