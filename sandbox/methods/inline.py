"""answerInlineQuery: what a bot offers to somebody who typed its name."""

import re
from typing import Any

from sandbox.errors import refuse
from sandbox.inline import ANSWER_WITHIN, answered
from sandbox.methods import Call, method
from sandbox.methods.inline_results import result_given
from sandbox.model.inline import Offer, Result

Json = dict[str, Any]
MOST_RESULTS = 50
LONGEST_OFFSET = 64  # bytes
LONGEST_ID = 64  # bytes
DEFAULT_SECONDS, MOST_SECONDS = 300, 86_400
_PARAMETER = re.compile(r"[A-Za-z0-9_-]*")


@method("answerInlineQuery")
async def answer_inline_query(call: Call) -> bool:
    params, world = call.params, call.world
    seconds = params.integer("cache_time", DEFAULT_SECONDS, 0, MOST_SECONDS)
    next_offset = params.text("next_offset")
    button = _button(call)
    results = [await result_given(call, one) for one in _results(call)]
    query = world.inline.queries.get(params.text("inline_query_id"))
    if query is None or query.bot is not call.bot or query.offer is not None:
        refuse("QUERY_ID_INVALID")
    if world.clock.now() - query.at > ANSWER_WITHIN:
        refuse("QUERY_ID_INVALID")
    if len(next_offset.encode("utf-8", "replace")) > LONGEST_OFFSET:
        refuse("NEXT_OFFSET_INVALID")
    _check_ids(results)
    answered(world, query, Offer(tuple(results), next_offset, button), seconds, personal=params.boolean("is_personal"))
    return True


def _results(call: Call) -> list[Any]:
    if not call.params.text("results"):
        return []
    try:
        given = call.params.json("results")
    except ValueError:
        refuse("can't parse JSON encoded inline query results")
    if given is None:
        return []
    if not isinstance(given, list):
        refuse("expected an Array of inline query results")
    if len(given) > MOST_RESULTS:
        refuse("too many inline query results specified")
    return given


def _check_ids(results: list[Result]) -> None:
    ids = [result.id for result in results]
    if not all(ids):
        refuse("RESULT_ID_EMPTY")
    if any(len(one.encode("utf-8", "replace")) > LONGEST_ID for one in ids):
        refuse("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        refuse("RESULT_ID_DUPLICATE")


def _button(call: Call) -> Json | None:
    """`button`, or the two older parameters for one that begins a chat with the bot."""
    params = call.params
    try:
        given = params.json("button")
    except ValueError:
        refuse("can't parse inline query results button JSON object")
    if given is None:
        text, start = params.text("switch_pm_text"), params.text("switch_pm_parameter")
        return {"text": text, "start_parameter": _start(start)} if text else None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        refuse("can't parse inline query results button: Can't find field \"text\"")
    app = given.get("web_app")
    if app is not None:
        if not isinstance(app, dict) or not str(app.get("url", "")).lower().startswith("https://"):
            refuse("inline query results button Web App URL is invalid: Only HTTPS links are allowed")
        return {"text": given["text"], "web_app": {"url": app["url"]}}
    return {"text": given["text"], "start_parameter": _start(str(given.get("start_parameter") or ""))}


def _start(parameter: str) -> str:
    if not parameter:
        refuse("can't use empty start_parameter")
    if len(parameter) > 64:
        refuse("too long start_parameter specified")
    if not _PARAMETER.fullmatch(parameter):
        refuse("unallowed characters in start_parameter are used")
    return parameter
