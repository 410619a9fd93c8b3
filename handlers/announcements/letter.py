"""An announcement as its readers see it: the one way it is drawn, for the rehearsal, the notice and its corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.richtext import to_html
from handlers.kit.speech import Speech, speech
from handlers.reminders.buttons import remind_me
from network import places
from network.announcements import kinds, reading, wording
from network.announcements.reading import Announcement
from network.people import Reader
from network.work import Work


def line(language: str, written_in: str) -> str:
    """Tell readers of one language, in it, which other language a text is in. Plain; it counts as part of the text."""
    t = speech(language)
    return t.plain("Language of this text: {language}", language=places.language_name(written_in, language))


def draw(announcement: Announcement, t: Speech, *, group: bool = False) -> Message | None:
    """Draw an announcement for readers of one language; None while it has no words.

    In people's own chats it can be brought to mind again; an album has no buttons at all.
    """
    if announcement.text is None:
        return None
    html = to_html(wording.as_read(announcement.text, t.language, line))
    rows = [[Button(words, url=url)] for words, url in announcement.buttons]
    if not group and len(announcement.attachments) < 2:
        rows.append([remind_me(t)])
    return Message(html, inline(t, *rows) if rows else None, announcement.attachments)


@dataclass(frozen=True, slots=True)
class Letter:
    """An announcement with what was drawn of it already: ten thousand readers of one language see the same."""

    announcement: Announcement
    drawn: dict[tuple[str, bool], Message | None] = field(default_factory=dict)

    def shown(self, t: Speech, *, group: bool = False) -> Message | None:
        """Return what readers of a language see, in their own chats or in a group."""
        if (t.language, group) not in self.drawn:
            self.drawn[t.language, group] = draw(self.announcement, t, group=group)
        return self.drawn[t.language, group]


def _load(work: Work, announcement_ids: Sequence[int]) -> Mapping[int, Letter]:
    return {found.id: Letter(found) for found in reading.several(work, announcement_ids).values()}


def _to_one(letter: Letter, _reader: Reader, t: Speech) -> Message | None:
    return letter.shown(t)


def _withdrawn(t: Speech) -> Message:
    return Message(t("<i>This announcement was taken back.</i>"))


def _to_group(letter: Letter, t: Speech) -> Message | None:
    return letter.shown(t, group=True)


ANNOUNCEMENT = NoticeKind(
    kinds.ANNOUNCEMENT,
    _load,
    _to_one,
    withdrawn=_withdrawn,
    render_group=_to_group,
    no_reminder="drawn with the button, as its rehearsal is",
)
