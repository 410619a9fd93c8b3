"""The table of authorization: who may go through which door. A door that no line names fails a test.

A room's line: what its buttons carry after the prefix (`{act}` and row numbers of the stage by name), then its acts and
who may do them. Whoever may is never told that they may not; whoever may not changes nothing, whatever they press.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.attacks.town_of_roles import (
    ASKED,
    AUTHOR,
    ELSEWHERE,
    EVERYBODY,
    HERE,
    MEMBER,
    NETWORK,
    OWNS,
    SUSPENDED,
    VISITOR,
)

COORDINATORS = frozenset({ELSEWHERE, HERE, NETWORK, OWNS})
RESPONSIBLE = frozenset({HERE, NETWORK, OWNS})  # the coordinators of the region where all of it happens
ORGANISERS = RESPONSIBLE | {AUTHOR}
MEMBERS = frozenset({MEMBER, ELSEWHERE, HERE, NETWORK, AUTHOR})
WITH_OWNERS = MEMBERS | {OWNS}  # owners need not have joined
KNOWN = EVERYBODY - {VISITOR}
NOT_SUSPENDED = EVERYBODY - {SUSPENDED}
TOP = frozenset({NETWORK, OWNS})
READERS = WITH_OWNERS | {SUSPENDED}
THEIRS = frozenset({AUTHOR})
ANY = EVERYBODY

COMMANDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("/start", "/help", "/language", "/cancel", "/privacy", "/me", "/events", "/calendar"), ANY),
    **dict.fromkeys(("/remind", "/reminders"), KNOWN),
    **dict.fromkeys(("/applications", "/reports", "/announce", "/announcements", "/audit"), COORDINATORS),
    "/discussions": READERS,
    "/report": WITH_OWNERS,
    "/newevent": WITH_OWNERS,
    "/discuss": MEMBERS,
    "/groups": COORDINATORS,
    "/team": TOP,
}


@dataclass(frozen=True)
class Room:
    """A room's buttons: what they carry, who may do what, and what single acts carry instead."""

    data: str
    acts: Mapping[str, frozenset[str]]
    other: Mapping[str, str] = field(default_factory=dict)

    def who(self, act: str) -> frozenset[str] | None:
        """Who may do this; None where no line names it."""
        return next((who for acts, who in self.acts.items() if act in acts.split()), None)

    def carries(self, act: str) -> str:
        """What a button of this act carries."""
        return self.other.get(act, self.data)


ROOMS: Mapping[str, Room] = {
    # What somebody fills in is their own.
    "f": Room("join:name:{act}:", {"b c d k l o s": ANY}),
    # Applications
    "a": Room("{act}:{application}", {"y n q o t": RESPONSIBLE, "a": frozenset({ASKED})}, {"a": "a:{question}"}),
    # Announcements: a draft is its writer's, what was sent is its region's
    "an": Room(
        "{act}:{announcement}::",
        {
            "b bn d dy f fn g h l ld lk ll n ny p pa pc pd pe pp px q r sr su sw t u w wj wm wn wo wt y": frozenset(
                {HERE}
            )
        },
        {
            "su": "su:{announcement}::service",
            "pd": "pd:{announcement}:regions:",
            "pc": "pc:{announcement}:regions:mena",
            "px": "px:{announcement}:regions:",
            "pa": "pa:{announcement}:regions:",
            "sw": "sw:{announcement}:fr:",
        },
    ),
    "ar": Room(
        "{act}:{sent}:en:1",
        {
            "b by c e ey fb g k m ma mm my o p r rc rt s sy w": RESPONSIBLE,
            "f fd fk fl fn fo fq ft fx fy fz l": COORDINATORS,
        },
    ),
    # Events: everybody may look at what is public; members answer; organisers see to it
    "e": Room("{act}:{event}:0", {"c o p t": ANY, "g m d": MEMBERS, "w": WITH_OWNERS, "x": ORGANISERS}),
    "eg": Room("{act}:{event}", {"g m d": MEMBERS}),
    "ek": Room("{act}:{event}", {"f": WITH_OWNERS, "all": MEMBERS, "n o p": ANY}),
    "eq": Room("{act}:{event}", {"q": MEMBERS, "a": ORGANISERS}, {"a": "a:{asked}"}),
    "el": Room("{act}::::", {"l s c": ANY}, {"c": "c::::r"}),
    "eh": Room("{event}", {"": ANY}),
    "en": Room(
        "{act}:{draft}::",
        {
            "b c d dy f g h k l ld lk lv lw m n ny o p q s t u w1 x y": THEIRS,
            "w": WITH_OWNERS,
        },
        {
            "f": "f:{draft}:seats:",
            "c": "c:{draft}:seats:",
            "s": "s:{draft}:length:60",
            "t": "t:{draft}:topics:waste",
            "l": "l:{draft}:title:",
            "lv": "lv:{draft}:title:fr",
            "lk": "lk:{draft}:title:fr",
            "ld": "ld:{draft}:title:fr",
            "lw": "lw:{draft}:title:fr",
            "k": "k:{draft}:title:",
        },
    ),
    "ed": Room("{act}:{waiting}:3", {"y n q v o": RESPONSIBLE, "l": COORDINATORS, "a": THEIRS}),
    "eo": Room(
        "{act}:{event}:0",
        {"a l p x xy": ORGANISERS, "y n": frozenset({MEMBER})},
        {
            "y": "y:{help}:0",
            "n": "n:{help}:0",
            "p": "p:{event}:{hanan}",
            "x": "x:{event}:{hanan}",
            "xy": "xy:{event}:{hanan}",
        },
    ),
    "ea": Room("{act}:{past}:0:0:0", {"a c d f g h l o q r s u v w x y z": ORGANISERS}, {"a": "a:{past}:{omar}:1:0"}),
    "ef": Room("{act}:{past}:4", {"c d h l n o s u": THEIRS}, {"u": "u:{past}:1"}),
    "ec": Room(
        "{act}:{event}::1",
        {"b c": ORGANISERS, "cy n o q r y z": THEIRS},
        {**{act: act + ":{change}:one:1" for act in ("n", "o", "q", "r", "y", "z")}},
    ),
    "es": Room("{act}:{draft}:w:4", {"a h t c o": THEIRS}),
    # Discussions: a draft is its author's
    "dn": Room(
        "{act}:{talk}::",
        {"b d dy f h k l n ny q s y": THEIRS, "o": READERS},
        {"f": "f:{talk}:title:", "s": "s:{talk}:topic:waste", "y": "y:{talk}::4", "o": "o:{talk}::{discussion}"},
    ),
    # … and what was published all members read, suspended ones too; its author says what came of it
    "d": Room(
        "{act}:{discussion}:1:0",
        {"o r s f m": READERS, "a": WITH_OWNERS, "k b": THEIRS, "c u": ORGANISERS},
    ),
    "dp": Room("{act}:{opening}", {"p": READERS, "y e d x": THEIRS}, {"y": "y:{answer}", "p": "p:{answer}"}),
    "dw": Room("{discussion}:1", {"": READERS}),
    "dl": Room("{act}:::", {"l s c": READERS, "n": MEMBERS}, {"c": "c:::r"}),
    # Order in the house: members report posts, the region's coordinators decide, authors answer
    "o": Room(
        "{act}:{case}:1",
        {
            "r": WITH_OWNERS - THEIRS,
            "g": WITH_OWNERS,
            "p a": THEIRS,
            "h w s n o u": RESPONSIBLE,
            "l": COORDINATORS,
        },
        {"r": "r:{opening}:0", "g": "g:{opening}:0", "p": "p:{bundle}:0", "a": "a:{decided}:0", "u": "u:{decided}:2"},
    ),
    "oc": Room("{opening}", {"": WITH_OWNERS - THEIRS}),
    "dg": Room("{act}:daily", {"n w": MEMBERS | {SUSPENDED}}),
    # Groups: whoever added the bot links it, the hub's coordinators see to it
    "g": Room(
        "{act}:{group}::0",
        {"l": COORDINATORS, "a c i k p r s x y": RESPONSIBLE},
        {
            "k": "k:{unlinked}:mena:0",
            "i": "i:{unlinked}:mena:{group}",
            "x": "x:{unlinked}::0",
            "p": "p:{group}:fr:0",
        },
    ),
    # Reminders are one's own, but those that coordinators set for many
    "r": Room("{act}:{reminder}:", {"c o t w x y": THEIRS, "z": KNOWN, "f l n": KNOWN, "a s": COORDINATORS}),
    "rs": Room("{act}:0:", {"h n o t u": KNOWN, "e": MEMBERS}, {"e": "e:{event}:", "t": "t:0:60"}),
    # Coordinators and the log
    "t": Room(
        "{act}:",
        {"a f p l r": TOP, "x": frozenset({OWNS}), "k": MEMBERS, "o": ANY, "y n": THEIRS},
        {"l": "l:{role}.0", "x": "x:{role}", "y": "y:{invitation}", "n": "n:{invitation}", "k": "k:{token}"},
    ),
    "au": Room("{act}:-:0:0", {"c k n o p x": COORDINATORS}),
    # One's own membership and data
    "j": Room(
        "{act}:",
        {
            "anew back change join keep on send stop directory newsletter": NOT_SUSPENDED,
            "drop later welcome lang": ANY,
        },
        {"lang": "lang:fr", "directory": "directory:yes", "newsletter": "newsletter:yes"},
    ),
    "jp": Room("guidelines:0:join", {"": ANY}),
    "ja": Room("guidelines:1:join", {"": NOT_SUSPENDED}),
    "m": Room("{act}:", {"d e f g l n x y": ANY}),
    "mw": Room("{act}", {"k n q w": KNOWN, "y": KNOWN - {OWNS}, "x": ANY}),
    "p": Room("{act}:", {"a c d e h l r s w x": ANY}),
    "s": Room("fr", {"": ANY}),
}

# What is written or opened, by the handler that takes it: an example, and who may. What is typed belongs to a form or a
# screen that only its owner has open.
WRITTEN: Mapping[str, tuple[str, frozenset[str]]] = {
    "events.links.follow": ("/start e{event}", ANY),
    "discussions.card.follow_link": ("/start d{discussion}", ANY),
    "hubs.links.follow": ("/start g{group}", ANY),
    "team.conversation.open_link": ("/start team_{token}", MEMBERS),
    **dict.fromkeys(
        (
            "announcements.sent.written",
            "announcements.typed.written",
            "discussions.answering.answered",
            "discussions.making_typed.written",
            "events.editor_typed.written",
            "events.series.typed",
            "events.summing.written",
            "help.conversation.unexpected",
            "kit.form_steps.written",
        ),
        ("Good morning", ANY),
    ),
}
# Other kinds of update, each with what keeps strangers out (tests named so).
UPDATES: Mapping[str, str] = {
    "announcements.typed.edited": "an edit of the text that its own writer sent, while the draft is theirs",
    "events.editor_edited.edited": "as above, of an event",
    "discussions.making_typed.edited": "as above, of a discussion",
    "discussions.answering.edited": "an edit of one's own message that became a post; the rules check whose it is",
    "discussions.reacting.reacted": "counted of members alone, and nobody is answered",
    "events.sharing.look": "public lines only, for whoever is no member (test_event_sharing.py)",
    "events.sharing.chosen": "remembers what was posted, and shows nothing",
    "order.by_reply.in_group": "members are answered in their own chat, others are guests (test_order_in_groups.py)",
    "hubs.talking.said": "members' words alone are taken in (test_hub_threads.py)",
    "hubs.talking.edited": "an edit of a message that is a post; the rules check whose it is",
    "hubs.talking.happened": "topics that are made, closed and opened in Telegram itself are noted",
    "hubs.coming.bot_changed": "strangers get a polite line, and the bot leaves (test_hub_linking.py)",
    "hubs.coming.asks": "members are let in, others led through joining (test_hub_joining.py)",
    "hubs.coming.member_changed": "who may not be in is taken out (test_hub_joining.py)",
    "hubs.coming.happens": "who is no member is told once how to join (test_hub_joining.py)",
    "help.conversation.reachable_or_not": "somebody blocked the bot or came back; about themselves alone",
    "help.conversation.stale_button": "a button that nobody knows",
}
