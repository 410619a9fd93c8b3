"""Text messages and what a bot shows while it works on one."""

from typing import Any

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import TEXT_LIMIT, chat_of, link_preview, markup_of, reachable, stored, text_of
from sandbox.methods.sending import reply_of, send, thread_of

_ACTIONS = """
    typing upload_photo record_video upload_video record_voice upload_voice record_audio upload_audio upload_document
    choose_sticker find_location pick_up_location record_video_note upload_video_note cancel
"""
ACTIONS = frozenset(_ACTIONS.split())
ACTION_SECONDS = 5.0


@method("sendMessage", counts=1)
def send_message(call: Call) -> Any:
    if not call.params.text("text"):
        refuse("message text is empty")
    text, spans = text_of(call, "text")
    preview = (
        link_preview(call) if call.params.values.keys() & {"link_preview_options", "disable_web_page_preview"} else None
    )
    reply = reply_of(call)
    markup = markup_of(call)
    chat = chat_of(call)
    target = reply.target(call, chat)
    text, entities = stored(call, text, spans)
    if len(text) > TEXT_LIMIT:
        refuse("message is too long")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    if preview:
        content["link_preview_options"] = preview
    return send(call, chat, content, reply, target, markup, None)


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """Shown for five seconds, or until the bot's next message."""
    action = call.params.text("action").lower()
    if action not in ACTIONS:
        refuse("wrong parameter action in request")
    chat = chat_of(call)
    reachable(call, chat, thread=thread_of(call, chat))
    call.world.act(chat, None if action == "cancel" else action, ACTION_SECONDS)
    return True
