"""Hub groups: adding the bot and linking, coming in and going, trouble; topics of forums and what is written there."""

from aiogram import Router

router = Router(name="hubs")
group_router = Router(name="hubs.groups")

# What happens in groups. Whoever takes a message first has it: what is written in a forum's topics comes before the
# look at who is there.

NOTICES = ()
GROUP_DEEDS = ()
