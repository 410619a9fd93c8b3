"""What one person may do in discussions: how long, how often, and links only once they are known (`network.toml`)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from db.queries import discussions as queries
from db.values import Attachment, RichText, Status
from network import pace
from network.errors import N_, NetworkError, NotAllowed
from network.people import Reader
from network.work import Work

ALBUMS = (frozenset({"photo", "video"}), frozenset({"document"}))  # what Telegram lets stand in one album
MINUTE = timedelta(minutes=1)
STARTED, EDITED, CLOSED = "discussions", "post_edits", "discussion_closings"
# What Telegram makes a link of by itself: addresses, and names of sites with the endings that advertisers use.
_ENDINGS = "com|net|org|info|biz|io|me|app|xyz|site|online|shop|store|top|club|live|link|click|pro|vip|win|bet|ru|cn|tk"
_LINK = re.compile(
    rf"\b(?:https?|tg|ton|ftp)://\S|\bwww\.\S|\bt\.me/|\b[a-z0-9-]+\.(?:{_ENDINGS})\b(?!@)|\b(?:[a-z0-9-]+\.)+[a-z]{{2,}}/\S",
    re.IGNORECASE,
)


def require_writer(reader: Reader) -> None:
    """Let only those pass who may write in discussions: members, and whoever coordinates. Raises NotAllowed."""
    if reader.status is Status.SUSPENDED:
        raise NotAllowed(N_("Your membership is suspended: you can read discussions, but not write in them."))
    if reader.status is not Status.MEMBER and not reader.coordinates:
        raise NotAllowed(N_("Discussions are for members of the network. Send /start to join."))


def require_signed(reader: Reader) -> None:
    """Let only those pass whose name members can read beside what they write. Raises NotAllowed."""
    if not reader.name:  # an owner by configuration, who never joined
        raise NotAllowed(N_("Members read your name beside what you write. Please send /start and join first."))


def check_post(work: Work, reader: Reader, rich: RichText | None) -> None:
    """Let somebody post once more: call it before the post is written.

    Raises NotAllowed for whoever may not write, NetworkError when they post too fast, and as `check_words`.
    """
    require_writer(reader)
    require_signed(reader)
    most = work.charter.limits.discussions.posts_a_minute
    if queries.posts_since(work.session, reader.id, work.now - MINUTE) >= most:
        raise NetworkError(
            N_("That is {most} posts within a minute. Please wait a moment, and then send it again."), most=most
        )
    if rich is not None:
        check_words(work, reader, rich)


def check_words(work: Work, reader: Reader, rich: RichText) -> None:
    """Check what a post says, also where it is edited. Raises NetworkError for what is too long, or for links."""
    require_fitting(rich, work.charter.limits.discussions.text)
    if has_link(rich):
        require_known(work, reader)


def require_fitting(rich: RichText, most: int) -> None:
    """Let pass what is no longer than `most` characters. Raises NetworkError."""
    if len(rich.text) > most:
        raise NetworkError(
            N_("That is long: {length} characters, and only {most} fit here. Please send a shorter version."),
            length=len(rich.text),
            most=most,
        )


def require_known(work: Work, reader: Reader) -> None:
    """Let pass whoever has been a member for long enough to write links, or coordinates. Raises NetworkError."""
    days = work.charter.limits.discussions.days_without_links
    if reader.coordinates or not days:
        return
    joined = queries.joined_at(work.session, reader.id)
    if joined is None or work.now - joined < timedelta(days=days):
        raise NetworkError(
            N_(
                "New members cannot send links in their first {days} days; this keeps advertising out."
                " Please send it without the link."
            ),
            days=days,
        )


def check_files(work: Work, files: Sequence[Attachment]) -> None:
    """Check what stands beside the words of a post. Raises NetworkError for what Telegram does not show together."""
    most = work.charter.limits.discussions.files
    if any(one.bot_id != work.bot_id or not any(one.kind in kinds for kinds in ALBUMS) for one in files):
        raise NetworkError(N_("Please send a photo, a video or a file."))
    if len(files) > most:
        raise NetworkError(N_("Up to {most} photos, videos or files fit here."), most=most)
    if files and not any({one.kind for one in files} <= kinds for kinds in ALBUMS):
        raise NetworkError(N_("Telegram does not show files together with photos or videos. Please choose one."))


def spend_start(work: Work, reader: Reader) -> None:
    """Let somebody start one more discussion today (UTC). Raises NetworkError when that was often enough."""
    most = work.charter.limits.discussions.a_day
    try:
        pace.spend(work, reader.id, STARTED, most)
    except NetworkError as no:
        raise NetworkError(
            N_(
                "You have started {most} discussions today. This one is kept as your draft: please publish it tomorrow."
            ),
            most=most,
        ) from no


def spend_edit(work: Work, reader: Reader) -> None:
    """Let somebody change a post once more today (UTC): thousands of messages follow. Raises NetworkError."""
    pace.spend(work, reader.id, EDITED, work.charter.limits.discussions.edits_a_day)


def spend_closing(work: Work, reader: Reader) -> None:
    """Let somebody close a discussion once more today (UTC): all who took part are written to. Raises NetworkError."""
    pace.spend(work, reader.id, CLOSED, work.charter.limits.discussions.closings_a_day)


def has_link(rich: RichText) -> bool:
    """Say whether a text leads anywhere outside: a link behind words, or an address among them."""
    return any(span.kind == "text_link" for span in rich.spans) or _LINK.search(rich.text) is not None
