"""Finding who and where a control request is about."""

from aiohttp import web

from sandbox.control import WORLD, wrong
from sandbox.model.chats import Chat, Message
from sandbox.model.people import Bot, Person
from sandbox.world import World

PLACE = r"/sandbox/people/{person:\d+}/chats/{chat:-?\d+}"


def person_at(request: web.Request) -> Person:
    """The person in the path."""
    person = request.app[WORLD].people.get(int(request.match_info["person"]))
    if person is None:
        wrong(f"there is no person {request.match_info['person']}", 404)
    return person


def chat_at(request: web.Request, *, begin: bool = False) -> tuple[Person, Chat]:
    """The person and the chat in the path. A chat with a bot begins with the first thing done in it."""
    world, person = request.app[WORLD], person_at(request)
    number = int(request.match_info["chat"])
    chat = world.groups.get(number) or world.private.get((number, person.id))
    if chat is None and begin and number in world.bots:
        chat = world.private_chat(world.bots[number], person)
    if chat is None:
        if number in world.bots:
            wrong(f"person {person.id} has no chat with bot {number} yet: start it first", 404)
        wrong(f"there is no chat {number}: no bot of that id has called yet", 404)
    if not chat.has(person.id) or chat.closed or chat.migrated_to:
        wrong(f"person {person.id} is not in chat {number}", 404)
    return person, chat


def actor_at(request: web.Request, *, unblock: bool = False) -> tuple[Person, Chat]:
    """`chat_at` for something a person does: not when deactivated, and only a new start when the bot is blocked."""
    person, chat = chat_at(request, begin=True)
    if person.state != "active":
        wrong(f"person {person.id} has deleted their account", 409)
    if chat.bot is not None and chat.bot.id in person.blocked and not unblock:
        wrong(f"person {person.id} has blocked bot {chat.bot.id}: unblock it or press Start", 409)
    return person, chat


def known_bot(world: World, number: int) -> Bot:
    """A bot by its id."""
    bot = world.bots.get(number)
    if bot is None:
        wrong(f"there is no bot {number}", 404)
    return bot


def bot_of(chat: Chat) -> Bot:
    if chat.bot is None:
        wrong("this can be done in a private chat only")
    return chat.bot


def message_at(chat: Chat, person: Person, number: int) -> Message:
    """A message the person can see."""
    message = chat.messages.get(number)
    if message is None or person.id in message.hidden_from or message.receiver not in {None, person}:
        wrong(f"there is no message {number} in this chat", 404)
    return message
