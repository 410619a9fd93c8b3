"""Hub groups: adding the bot and linking, coming in and going, trouble; topics of forums and what is written there."""

from aiogram import Router

from handlers.hubs import cards, coming, deeds, group_letters, letters, links, talking, thread_deeds

router = Router(name="hubs")
router.include_routers(links.router, cards.router)

# What happens in groups. Whoever takes a message first has it: what is written in a forum's topics comes before
# `coming`, which takes whatever is left and notes who is there (joining.seen, guests.tell_once).
group_router = Router(name="hubs.groups")
group_router.include_routers(talking.group_router, coming.group_router)

NOTICES = (*letters.NOTICES, *group_letters.NOTICES)
GROUP_DEEDS = (*deeds.GROUP_DEEDS, *thread_deeds.THREAD_DEEDS)
