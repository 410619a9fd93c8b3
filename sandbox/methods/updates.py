"""How a bot gets its updates: by long polling or by webhook (Bot API page, Getting updates)."""

import asyncio
from typing import Any

from sandbox.errors import ApiError, refuse
from sandbox.methods import Call, method
from sandbox.model.updates import DEFAULT, UpdateQueue
from sandbox.webhook import Webhook, checked_secret, checked_url
from sandbox.wire import Done, Raw

POLLED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HOOK_SET = "Conflict: terminated by setWebhook request"
HOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
LONGEST_POLL = 50
PAUSE = 3.0


def _allow(call: Call, queue: UpdateQueue) -> None:
    """The list stays as it is where a call gives none."""
    if not call.params.text("allowed_updates"):
        return
    try:
        given = call.params.json("allowed_updates")
    except ValueError:
        refuse("can't parse allowed updates JSON object")
    if not isinstance(given, list):
        refuse("allowed_updates must be an Array")
    queue.allow(given)


def _send_away(queue: UpdateQueue, why: str) -> None:
    if queue.poll is not None and not queue.poll.done():
        queue.poll.set_exception(ApiError(409, why))


@method("getUpdates")
async def get_updates(call: Call) -> Any:
    """Waits for real seconds until there is something. A newer poll sends the older one away."""
    world, queue, params = call.world, call.bot.updates, call.params
    if queue.push is not None:
        raise ApiError(409, HOOK_ACTIVE)
    _allow(call, queue)
    offset = params.integer("offset")
    limit = params.integer("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100 if limit > 100 else 1
    timeout = float(params.integer("timeout", 0, 0, LONGEST_POLL))
    now = world.clock.real()
    if offset == queue.last_offset:
        # Telegram slows down those who ask for the same thing again and again (Bot API server, Client.cpp).
        if timeout < PAUSE and now < queue.last_poll + PAUSE:
            timeout = PAUSE
        if now < queue.last_poll + 0.5:
            limit = 1
    queue.last_offset, queue.last_poll = offset, now
    _send_away(queue, POLLED)
    queue.expire(world.clock.now())
    queue.confirm(offset)
    found = queue.batch(limit)
    if not found and timeout:
        await _wait(call, queue, timeout)
        queue.expire(world.clock.now())
        found = queue.batch(limit)
    return Raw(b"[" + b",\n".join(update.body for update in found) + b"]")


async def _wait(call: Call, queue: UpdateQueue, seconds: float) -> None:
    poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    queue.poll = poll
    try:
        await asyncio.wait_for(poll, seconds)
    except TimeoutError:
        return
    except ApiError:
        now = call.world.clock.real()
        if now < queue.next_conflict:
            await call.world.clock.nap(PAUSE)
        else:
            queue.next_conflict = now + PAUSE
        raise
    finally:
        if queue.poll is poll:
            queue.poll = None


@method("setWebhook")
async def set_webhook(call: Call) -> Any:
    params, queue = call.params, call.bot.updates
    url = params.text("url").strip()
    if not url:
        return await delete_webhook(call)
    hook = call.world.webhooks.get(call.bot.id)
    secret = checked_secret(params.text("secret_token"))
    checked_url(url)
    _allow(call, queue)
    most = params.integer("max_connections", 40, 1, 100)
    certificate = params.upload("certificate") is not None
    _send_away(queue, HOOK_SET)
    if params.boolean("drop_pending_updates"):
        queue.clear()
    wanted = (url, secret, most, certificate)
    if hook is not None and hook.settings == wanted:
        return Done(True, "Webhook is already set")
    if hook is not None:
        await hook.stop()
    hook = call.world.webhooks[call.bot.id] = Webhook(call.world, call.bot, *wanted)
    hook.start()
    return Done(True, "Webhook was set")


@method("deleteWebhook")
async def delete_webhook(call: Call) -> Any:
    hook = call.world.webhooks.pop(call.bot.id, None)
    if call.params.boolean("drop_pending_updates"):
        call.bot.updates.clear()
    if hook is None:
        return Done(True, "Webhook is already deleted")
    await hook.stop()
    return Done(True, "Webhook was deleted")


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Any:
    hook, queue = call.world.webhooks.get(call.bot.id), call.bot.updates
    queue.expire(call.world.clock.now())
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": hook is not None and hook.certificate,
        "pending_update_count": len(queue.pending),
    }
    if hook is not None:
        if hook.ip_address:
            info["ip_address"] = hook.ip_address
        if hook.last_error_date:
            info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
        info["max_connections"] = hook.most
    if queue.allowed != DEFAULT:
        info["allowed_updates"] = sorted(queue.allowed)
    return info
