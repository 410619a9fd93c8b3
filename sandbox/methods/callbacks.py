"""Answers to presses."""

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.text.links import LinkError, normal_link

# Telegram publishes no deadline; bots observe some 15 seconds.
ANSWER_WITHIN = 15.0
TEXT_LIMIT = 200


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    params, world = call.params, call.world
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query.bot is not call.bot or world.clock.now() - query.at > ANSWER_WITHIN:
        refuse("QUERY_ID_INVALID")
    text, url = params.text("text"), params.text("url")
    if len(text) > TEXT_LIMIT:
        refuse("MESSAGE_TOO_LONG")
    if url:
        try:
            url = normal_link(url)
        except LinkError:
            refuse("URL_INVALID")
    alert = params.boolean("show_alert")
    query.answer = {"text": text, "show_alert": alert}
    if url:
        query.answer["url"] = url
    answer = {"query_id": query.id, **query.answer}
    world.feed.emit("answer", query.person.id, query.chat.id_for(query.person), lambda: answer)
    return True
