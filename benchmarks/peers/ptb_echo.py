"""A bare python-telegram-bot echo with one handler, polling: `python -m benchmarks.peers.ptb_echo ADDRESS`."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

TOKEN = "4242:AAbenchmark-token-of-no-bot"


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_text(update.message.text or "…")


async def ready(_: Application) -> None:
    print("ready", flush=True)


def main(address: str) -> None:
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{address}/bot")
        .concurrent_updates(256)
        .connection_pool_size(256)
        .pool_timeout(60)
        .post_init(ready)
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])
