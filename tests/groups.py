"""Telegram groups for conversations: people and the bot in them, rights, requests, and what Telegram says to calls.

group = Group(town, "Cities of the Maghreb")
group.adds_bot(coordinator)                  # a member without rights; `rights=ALL` makes an administrator
group.gives_bot(coordinator, *ALL)
group.asks(mona)                             # asks to come in by the hub's link
group.says(mona, "Hello")
assert mona in group and "welcome" in group.sees
"""

from itertools import count
from typing import Any

from bot.telegram import CallFailed, Refused, Unknown
from tests.talk import BOT_ID, Shown, Talker, Town

ALL = ("can_invite_users", "can_restrict_members", "can_delete_messages", "can_change_info", "can_manage_topics")
FLAGS = (
    *ALL, "can_manage_chat", "can_manage_video_chats", "can_promote_members", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_be_edited", "is_anonymous",
)  # fmt: skip
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Cities", "username": "cc_test_bot"}
ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136_817_688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
NEEDS = {
    "approveChatJoinRequest": "can_invite_users",
    "declineChatJoinRequest": "can_invite_users",
    "createChatInviteLink": "can_invite_users",
    "revokeChatInviteLink": "can_invite_users",
    "banChatMember": "can_restrict_members",
    "unbanChatMember": "can_restrict_members",
    "setChatDescription": "can_change_info",
    "createForumTopic": "can_manage_topics",
    "editForumTopic": "can_manage_topics",
    "closeForumTopic": "can_manage_topics",
    "reopenForumTopic": "can_manage_topics",
    "deleteMessage": "can_delete_messages",
}
_links = count(1)


class Group:
    """A group in Telegram. The bot's calls end here (Town.groups)."""

    def __init__(
        self, town: Town, title: str = "Cities", *, telegram_id: int = -1_001_000_000_001, forum: bool = False
    ) -> None:
        self.town = town
        self.title = title
        self.telegram_id = telegram_id
        self.forum = forum
        self.description = ""
        self.members: set[int] = set()
        self.administrators: set[int] = set()
        self.banned: set[int] = set()
        self.requests: set[int] = set()
        self.links: list[dict[str, Any]] = []
        self.bot: tuple[str, ...] | None = None  # its rights; None: it is not in
        self.administrator = False
        self.messages: list[Shown] = []
        self.whispers: dict[int, list[str]] = {}
        self.ephemeral = True
        self.failures: dict[str, list[CallFailed]] = {}
        self.cuts: list[str] = []  # methods whose next call is done, but nobody hears of it
        self.may_write_in_closed = True  # who may manage topics may
        self.told: list[dict[str, Any]] = []  # what Telegram is to tell of later, once the connection is back
        self.calls: list[str] = []
        self.moved_to: int | None = None
        self.topics: dict[int, dict[str, Any]] = {}  # by number: name, open
        town.groups[telegram_id] = self

    def __contains__(self, talker: Talker) -> bool:
        return talker.telegram_id in self.members

    @property
    def sees(self) -> str:
        """The newest message of the bot."""
        return self.messages[-1].text if self.messages else ""

    @property
    def chat(self) -> dict[str, Any]:
        """The group as the Bot API shows it."""
        kind = "supergroup" if self.telegram_id < -1_000_000_000_000 else "group"
        shown = {"id": self.telegram_id, "type": kind, "title": self.title}
        return shown | ({"is_forum": True} if self.forum else {})

    # --- what people do ----------------------------------------------------------------------------------------
    def adds_bot(self, by: Talker, *, rights: tuple[str, ...] | None = None, hidden: bool = False) -> "Group":
        """Somebody adds the bot, with rights as an administrator, or without; `hidden` as an anonymous one."""
        old = self._bot()
        self.bot, self.administrator = rights or (), rights is not None
        return self._bot_changed(by, old, hidden=hidden)

    def gives_bot(self, by: Talker, *rights: str) -> "Group":
        """Somebody gives the bot these rights, and no others."""
        return self.adds_bot(by, rights=rights)

    def removes_bot(self, by: Talker) -> "Group":
        """Somebody takes the bot out."""
        old = self._bot()
        self.bot, self.administrator = None, False
        return self._bot_changed(by, old)

    def asks(self, talker: Talker) -> "Group":
        """Somebody asks to come in, by the hub's link."""
        self.requests.add(talker.telegram_id)
        request = {"chat": self.chat, "from": talker.profile, "user_chat_id": talker.telegram_id, "date": self._date()}
        self.town.update(talker, "chat_join_request", request)
        self.town.deliver()
        return self

    def comes(self, talker: Talker, *, by: Talker | None = None, as_administrator: bool = False) -> "Group":
        """Somebody comes in by another link, or `by` an administrator's hand."""
        old = self._member(talker.telegram_id, talker.profile)
        self.members.add(talker.telegram_id)
        if as_administrator:
            self.administrators.add(talker.telegram_id)
        self._member_changed(talker, old, (by or talker).profile)
        self.town.deliver()
        return self

    def was_in(self, *talkers: Talker) -> "Group":
        """These were in before anybody looked."""
        self.members |= {talker.telegram_id for talker in talkers}
        return self

    def demotes(self, talker: Talker, *, by: Talker) -> "Group":
        """Somebody takes an administrator's rights away."""
        old = self._member(talker.telegram_id, talker.profile)
        self.administrators.discard(talker.telegram_id)
        self._member_changed(talker, old, by.profile)
        self.town.deliver()
        return self

    def goes(self, talker: Talker) -> "Group":
        """Somebody leaves the group."""
        old = self._member(talker.telegram_id, talker.profile)
        self.members.discard(talker.telegram_id)
        self._member_changed(talker, old, talker.profile)
        return self

    def says(self, talker: Talker, text: str = "", **content: Any) -> "Group":
        """Somebody writes in the group."""
        return self.happens(talker, **({"text": text} if text else {}), **content)

    def happens(self, talker: Talker, **content: Any) -> "Group":
        """A message of any kind comes in, in the Bot API's form."""
        self._update(talker, talker.profile, content)
        self.town.deliver()
        return self

    def tells(self) -> None:
        """Telegram tells the bot of what it did itself: the topics that it made."""
        while self.told:
            self._update(next(iter(self.town.people.values())), BOT, self.told.pop(0))

    def _update(self, talker: Talker, sender: dict[str, Any], content: dict[str, Any]) -> None:
        number = {"message_id": next(self.town.numbers), "date": self._date()}
        self.town.update(talker, "message", {**number, "chat": self.chat, "from": sender, **content})

    def becomes_supergroup(self, by: Talker, new_id: int) -> "Group":
        """A basic group becomes a supergroup: two messages tell of it, one in each."""
        new = Group(self.town, self.title, telegram_id=new_id)
        new.members, new.administrators = self.members, self.administrators
        new.bot, new.administrator = self.bot, self.administrator
        self.moved_to = new_id
        self.happens(by, migrate_to_chat_id=new_id)
        new.happens(by, migrate_from_chat_id=self.telegram_id)
        return new

    # --- what the bot's calls do -------------------------------------------------------------------------------
    def answered(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Take an answer: what is refused is lost."""
        try:
            result = self.call(method, params)
        except Refused:
            return {}
        return result if isinstance(result, dict) else {}

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Do what a call asks for. Raises Refused as Telegram does."""
        self.calls.append(method)
        if self.failures.get(method):
            raise self.failures[method].pop(0)
        if method in self.cuts:
            self.cuts.remove(method)
            self._do(method, params, cut=True)
            raise Unknown("cut")
        return self._do(method, params)

    def _do(self, method: str, params: dict[str, Any], *, cut: bool = False) -> Any:
        if self.moved_to is not None:
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=self.moved_to)
        if self.bot is None:
            raise Refused(403, "Forbidden: bot was kicked from the supergroup chat")
        if method in NEEDS and NEEDS[method] not in self.bot:
            raise Refused(400, "Bad Request: not enough rights")
        user = int(params.get("user_id", 0))
        match method:
            case "sendMessage" if "receiver_user_id" in params:
                if not self.ephemeral:
                    raise Refused(400, "Bad Request: ephemeral messages can't be sent")
                shown = Shown(0, params["text"])
                self.whispers.setdefault(params["receiver_user_id"], []).append(shown.text)
                return {"message_id": 0}
            case "createForumTopic":
                thread = next(self.town.numbers)
                self.topics[thread] = {"name": params["name"], "open": True}
                made = {"forum_topic_created": {"name": params["name"], "icon_color": 0}, "message_thread_id": thread}
                self.told.append({"message_id": thread, "is_topic_message": True, **made})
                if not cut:
                    self.tells()
                return {"message_thread_id": thread, "name": params["name"]}
            case "editForumTopic":
                self._topic(params)["name"] = params["name"]
            case "closeForumTopic" | "reopenForumTopic":
                self._topic(params)["open"] = method == "reopenForumTopic"
            case "deleteMessage":
                there = [one for one in self.messages if one.id == params["message_id"]]
                if not there:
                    raise Refused(400, "Bad Request: message to delete not found")
                self.messages.remove(there[0])
            case "editMessageText":
                there = [one for one in self.messages if one.id == params["message_id"]]
                if not there:
                    raise Refused(400, "Bad Request: message to edit not found")
                there[0].html = params["text"]
            case "sendMessage" | "sendPhoto":
                if "message_thread_id" in params and not self._topic(params)["open"] and not self.may_write_in_closed:
                    raise Refused(400, "Bad Request: TOPIC_CLOSED")
                keyboard = params.get("reply_markup", {}).get("inline_keyboard", [])
                words = params.get("text", params.get("caption", ""))
                self.messages.append(Shown(next(self.town.numbers), words, keyboard))
                self.messages[-1].thread = params.get("message_thread_id")
                return {"message_id": self.messages[-1].id}
            case "leaveChat":
                self.bot = None
            case "getChat":
                return self.chat | {"description": self.description}
            case "getChatMember":
                return self._bot()
            case "setChatDescription":
                self.description = params.get("description", "")
            case "createChatInviteLink":
                self.links.append({"invite_link": f"https://t.me/+link{next(_links)}", "revoked": False, **params})
                return {"invite_link": self.links[-1]["invite_link"]}
            case "revokeChatInviteLink":
                for link in self.links:
                    link["revoked"] |= link["invite_link"] == params["invite_link"]
            case "approveChatJoinRequest" | "declineChatJoinRequest":
                self._decides(user, approved=method.startswith("approve"))
            case "banChatMember":
                self._bans(user)
            case "unbanChatMember":
                self.banned.discard(user)
        return True

    def _topic(self, params: dict[str, Any]) -> dict[str, Any]:
        if params["message_thread_id"] not in self.topics:
            raise Refused(400, "Bad Request: message thread not found")
        return self.topics[params["message_thread_id"]]

    def topic(self, name: str) -> int:
        """The number of the topic of that name."""
        return next(number for number, topic in self.topics.items() if name in topic["name"])

    def reads(self, name: str) -> list[str]:
        """All that stands in the topic of that name, people's own messages too."""
        thread = self.topic(name)
        return [shown.text for shown in self.messages if shown.thread == thread]

    def talks(self, talker: Talker, name: str, text: str, **content: Any) -> Shown:
        """Somebody writes in a topic, or says this beneath a `photo` and the like; returns the message."""
        shown = Shown(next(self.town.numbers), text)
        shown.thread = self.topic(name)
        self.messages.append(shown)
        if text:
            content |= {"caption" if "photo" in content else "text": text}
        self.happens(talker, message_id=shown.id, message_thread_id=shown.thread, is_topic_message=True, **content)
        return shown

    def edits(self, talker: Talker, shown: Shown, text: str, **content: Any) -> None:
        """Somebody edits their message, or what stands beneath a `photo` and the like."""
        shown.html = text
        message = {"message_id": shown.id, "date": self._date(), "edit_date": self._date(), "chat": self.chat}
        more = {"message_thread_id": shown.thread, "is_topic_message": True, "from": talker.profile, **content}
        if text:
            more |= {"caption" if "photo" in content else "text": text}
        self.town.update(talker, "edited_message", message | more)
        self.town.deliver()

    def _decides(self, user: int, *, approved: bool) -> None:
        if user in self.members:
            raise Refused(400, "Bad Request: USER_ALREADY_PARTICIPANT")
        if user not in self.requests:
            raise Refused(400, "Bad Request: HIDE_REQUESTER_MISSING")
        self.requests.discard(user)
        if approved:
            old = self._member(user, self._profile(user))
            self.members.add(user)
            self._member_changed(self.town.people[user], old, BOT)

    def _bans(self, user: int) -> None:
        if user in self.administrators:
            raise Refused(400, "Bad Request: user is an administrator of the chat")
        self.banned.add(user)
        if user in self.members:
            old = self._member(user, self._profile(user))
            self.members.discard(user)
            self._member_changed(self.town.people[user], old, BOT)

    # --- as the Bot API shows it -------------------------------------------------------------------------------
    def _date(self) -> int:
        return int(self.town.now.timestamp())

    def _profile(self, user: int) -> dict[str, Any]:
        return self.town.people[user].profile

    def _bot(self) -> dict[str, Any]:
        if self.bot is None:
            return {"user": BOT, "status": "left"}
        if not self.administrator:
            return {"user": BOT, "status": "member"}
        return {"user": BOT, "status": "administrator", **dict.fromkeys(FLAGS, False), **dict.fromkeys(self.bot, True)}

    def _member(self, user: int, profile: dict[str, Any]) -> dict[str, Any]:
        if user in self.banned:
            return {"user": profile, "status": "kicked", "until_date": 0}
        if user in self.members and user in self.administrators:
            return {"user": profile, "status": "administrator", **dict.fromkeys(FLAGS, False)}
        return {"user": profile, "status": "member" if user in self.members else "left"}

    def _bot_changed(self, by: Talker, old: dict[str, Any], *, hidden: bool = False) -> "Group":
        new = {"user": BOT, "status": "kicked", "until_date": 0} if self.bot is None else self._bot()
        changed = {"chat": self.chat, "from": ANONYMOUS if hidden else by.profile, "date": self._date()}
        self.town.update(by, "my_chat_member", changed | {"old_chat_member": old, "new_chat_member": new})
        self.town.deliver()
        return self

    def _member_changed(self, talker: Talker, old: dict[str, Any], by: dict[str, Any]) -> None:
        if not self.administrator:
            return  # only administrators are told
        new = self._member(talker.telegram_id, talker.profile)
        changed = {"chat": self.chat, "from": by, "date": self._date(), "old_chat_member": old, "new_chat_member": new}
        self.town.update(talker, "chat_member", changed)
