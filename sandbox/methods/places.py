"""Points on the map: by themselves, live for a while, or as a venue with a name.

Texts as in the Bot API server's Client.cpp and in TDLib's Location.cpp, Venue.cpp and MessageContent.cpp.
"""

import math
import re
from typing import Any

from sandbox.errors import refuse
from sandbox.markup import markup_checked
from sandbox.methods import Call, method
from sandbox.methods.edits import apply, edited_message
from sandbox.methods.kit import chat_of, markup_of
from sandbox.methods.sending import reply_of, send
from sandbox.model.chats import LIVE_FIELDS, Message
from sandbox.params import Params

Json = dict[str, Any]
FOR_EVER = 0x7FFFFFFF
LIVE_PERIODS = range(60, 86_401)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
VENUE_NAMES = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


def number_of(params: Params, name: str) -> float:
    """The number an argument begins with, as C++ reads it: what is none counts as nothing."""
    found = _NUMBER.match(params.text(name).strip())
    return float(found[0]) if found else 0.0


def point_given(params: Params) -> Json:
    """`latitude`, `longitude` and how sure they are, not looked at yet."""
    for name in ("latitude", "longitude"):
        if not params.text(name).strip():
            refuse(f"{name} is empty")
    point: Json = {name: number_of(params, name) for name in ("latitude", "longitude")}
    accuracy = number_of(params, "horizontal_accuracy")
    if accuracy > 0:
        point["horizontal_accuracy"] = math.ceil(min(accuracy, 1500))
    return point


def on_earth(point: Json, otherwise: str = "invalid location specified") -> Json:
    """The same point, if there is such a place."""
    if not (abs(point["latitude"]) <= 90 and abs(point["longitude"]) <= 180):
        refuse(otherwise)
    return point


def live_given(params: Params) -> Json:
    """For how long a location lives, and what goes with it; nothing where it does not."""
    period = params.integer("live_period")
    if not period:
        return {}
    heading, radius = params.integer("heading"), params.integer("proximity_alert_radius")
    if period != FOR_EVER and period not in LIVE_PERIODS:
        refuse("wrong live location period specified")
    if not 0 <= heading <= 360:
        refuse("wrong live location heading specified")
    if not 0 <= radius <= 100_000:
        refuse("wrong live location proximity alert radius specified")
    live: Json = {"live_period": period}
    if heading:
        live["heading"] = heading
    if radius:
        live["proximity_alert_radius"] = radius
    return live


def venue_given(params: Params) -> Json:
    """A venue's fields: what a message that shows one holds."""
    point = point_given(params)
    venue = {"location": point, "title": params.text("title"), "address": params.text("address")}
    venue |= {name: params.text(name) for name in VENUE_NAMES if params.text(name)}
    on_earth(point, "wrong venue location specified")
    return {"venue": venue, "location": point}


@method("sendLocation", counts=1)
def send_location(call: Call) -> Any:
    point = point_given(call.params)
    reply, markup = reply_of(call), markup_of(call)
    chat = chat_of(call)
    target = reply.target(call, chat)
    content = {"location": on_earth(point) | live_given(call.params)}
    return send(call, chat, content, reply, target, markup, None)


@method("sendVenue", counts=1)
def send_venue(call: Call) -> Any:
    content = venue_given(call.params)
    reply, markup = reply_of(call), markup_of(call)
    chat = chat_of(call)
    return send(call, chat, content, reply, reply.target(call, chat), markup, None)


def _living(call: Call) -> Message:
    message = edited_message(call)
    location = message.content.get("location", {})
    period = location.get("live_period")
    if period is None:
        refuse("there is no live location in the message to edit")
    if period != FOR_EVER and call.world.clock.now() >= message.date + period:
        refuse("message can't be edited")
    return message


@method("editMessageLiveLocation", counts=1)
def edit_message_live_location(call: Call) -> Any:
    """Moves a live location, for as long as it lives; it may live longer from now on."""
    params = call.params
    point = point_given(params)
    markup = markup_of(call)
    message = _living(call)
    if not params.integer("live_period"):
        params = Params(params.values | {"live_period": message.content["location"]["live_period"]})
    content = {"location": on_earth(point) | live_given(params)}
    return apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)


@method("stopMessageLiveLocation", counts=1)
def stop_message_live_location(call: Call) -> Any:
    """Leaves the point where it was last."""
    markup = markup_of(call)
    message = _living(call)
    kept = {name: value for name, value in message.content["location"].items() if name not in LIVE_FIELDS}
    inline = markup_checked(markup, message.chat) if markup else None
    return apply(call, message, {"location": kept}, inline, None)
