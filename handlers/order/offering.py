"""Where *Report* stands: beneath what brings posts, on pages, and on our copies in groups."""

from collections.abc import Sequence

from db.values import Status
from handlers.discussions import bundle_letter, card_view
from handlers.kit.answers import Answers
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from handlers.order.presses import PAGE, PICK, REPORT, button, group_button
from network.discussions import bundles, limits, reading
from network.discussions.bundles import Told
from network.discussions.reading import NO_POST, ShownPost
from network.errors import N_, NotAllowed, Outdated
from network.order import reporting
from network.people import Reader

LONGEST_WORDS = 30
MOST = 8


def may_report(reader: Reader, post: ShownPost) -> bool:
    """Whether *Report* is offered on a post."""
    return post.stands and post.author_id != reader.id and _writes(reader)


def _writes(reader: Reader) -> bool:
    return reader.status is Status.MEMBER or (reader.coordinates and reader.status is not Status.SUSPENDED)


@bundle_letter.offer
def in_bundle(t: Speech, told: Told, reader: Reader) -> list[list[Button]]:
    """The row beneath a message that brings posts: of one, or of which of several."""
    posts = [post for post in told.posts if may_report(reader, post)]
    if not posts:
        return []
    if len(posts) == 1:
        return [[button(t.plain("Report it"), REPORT, posts[0].id)]]
    return [[button(t.plain("Report a post"), PICK, told.id)]]


def in_group(t: Speech, post_id: int) -> list[Button]:
    """The row beneath our copy of a post in a group."""
    return [group_button(t.plain("Report it"), post_id)]


@card_view.offer
def on_page(t: Speech, posts: Sequence[ShownPost], reader: Reader) -> list[list[Button]]:
    """The row beneath a page of posts."""
    if not any(may_report(reader, post) for post in posts):
        return []
    return [[button(t.plain("Report a post"), PAGE, posts[0].id)]]


def pick(step: Step, bundle_id: int) -> Answers:
    """Ask which post of a bundle is meant. Raises NotAllowed for somebody else's, Outdated when none can be."""
    limits.require_writer(step.reader)
    told = bundles.told(step.work, [bundle_id]).get(bundle_id)
    if told is None:
        raise Outdated(NO_POST)
    if told.person_id != step.reader.id:
        raise NotAllowed(N_("This is about somebody else."))
    return _which(step, told.posts)


def pick_of_page(step: Step, post_id: int) -> Answers:
    """Ask which post of the page is meant that begins with this one. Raises NotAllowed, or Outdated as `pick`."""
    limits.require_writer(step.reader)
    first = reading.shown(step.work, [post_id]).get(post_id)
    return _which(step, reading.following_posts(step.work, first) if first is not None else ())


def _which(step: Step, posts: Sequence[ShownPost]) -> Answers:
    rows = [[_named(step.t, post)] for post in posts if may_report(step.reader, post)][:MOST]
    if not rows:
        raise Outdated(NO_POST)
    return step.say(step.t("<b>Which post would you like to report?</b>"), inline(step.t, *rows))


def from_group(step: Step, post_id: int) -> Answers:
    """Lead whoever wants to report a post of a group into their own chat, where nobody else sees it."""
    found = reporting.require_reportable(step.work, step.reader, post_id)
    return [
        step.toast(step.t.plain("I have written to you in our own chat, where nobody else sees it.")),
        step.say(*asked(step.t, found)),
    ]


def asked(t: Speech, post: ShownPost) -> tuple[str, dict[str, object]]:
    """Show the post that somebody wants to report, with the button that begins it."""
    words = post.text.text if post.text is not None else ""
    html = t(
        "{title}\nYou would like to report this post: <i>“{words}”</i>",
        title=card_view.title(t, post.title),
        words=shorten(" ".join(words.split()), 200),
    )
    return html, inline(t, [button(t.plain("Report it"), REPORT, post.id)])


def _named(t: Speech, post: ShownPost) -> Button:
    who = post.author.name if post.author is not None else t.plain("former member")
    words = " ".join(post.text.text.split()) if post.text is not None else post.title
    label = t.plain("Report {name}: {words}", name=who, words=shorten(words, LONGEST_WORDS))
    return button(shorten(label, card_view.LONGEST_LABEL), REPORT, post.id)
