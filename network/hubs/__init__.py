"""Hub groups: Telegram groups that belong to a hub. Who adds the bot, who comes in, who goes, what goes wrong."""
