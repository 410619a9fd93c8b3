"""Texts and keyboards about reported posts. Pure."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from db.values import CaseState, PostState
from handlers.discussions import card_view, post_view
from handlers.kit.bidi import shorten
from handlers.kit.deeds import quoted
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.notices import Message
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from handlers.order.presses import ANSWER, HIDE, LIST, NOTHING, OPEN, SUSPEND, UNDO, WARN, button
from network.order.cases import Case
from network.order.deciding import OPEN_TO_HIDE, OPEN_TO_SUSPEND, OPEN_TO_UNDO, OPEN_TO_WARN
from network.people import Reader

ROOM = 2000  # letters of the post; with reasons and answer it stays within 4,096
LONGEST_REASON, MOST_REASONS, LONGEST_ANSWER, LONGEST_LABEL = 200, 4, 600, 40
Page = tuple[Markup, dict[str, Any]]


# To coordinators


def card(t: Speech, case: Case, reader: Reader) -> Message:
    """Draw a case: the post, what was said against it, what was decided, and what can be."""
    parts = [_head(t, case), _post(t, case, reader)]
    count = len(case.reporters)
    said = [t.n("{number} member has reported it.", "{number} members have reported it.", count)]
    said += [quoted(one, LONGEST_REASON) for one in case.reasons[:MOST_REASONS]]
    parts.append(Markup("\n").join(said))
    if not case.waits:
        parts.append(decided(t, case, reader))
    if case.answer:
        head = t("<b>The author answered:</b>")
        parts.append(Markup("\n").join([head, quoted(case.answer, LONGEST_ANSWER)]))
    return Message(Markup("\n\n").join(parts), keyboard(t, case))


def keyboard(t: Speech, case: Case) -> dict[str, Any]:
    """What can be decided about a case as it stands."""
    acts = [
        (HIDE, t.plain("Hide"), case.state in OPEN_TO_HIDE and case.post_state is PostState.LIVE),
        (WARN, t.plain("Warn"), case.state in OPEN_TO_WARN),
        (SUSPEND, t.plain("Suspend until …"), case.state in OPEN_TO_SUSPEND and case.author is not None),
        (NOTHING, t.plain("Nothing wrong"), case.waits),
    ]
    rows = in_rows(button(label, act, case.id, case.version) for act, label, offered in acts if offered)
    if case.state in OPEN_TO_UNDO:
        rows.append([button(_undo_label(t, case), UNDO, case.id, case.version)])
    opens = card_view.button(t.plain("The discussion"), card_view.READ, case.discussion_id, case.number)
    return inline(t, *rows, [opens])


def _undo_label(t: Speech, case: Case) -> str:
    if case.state is CaseState.WARNED:
        return t.plain("Take the warning back")
    if case.state is CaseState.SUSPENDED and case.suspends:
        return t.plain("End the suspension, show the post")
    return t.plain("Show the post again")


def _head(t: Speech, case: Case) -> Markup:
    head = t("🚩 <b>A post was reported</b>") if case.waits else t("🚩 <b>A reported post</b>")
    return Markup("\n").join([head, card_view.title(t, case.title)])


def _post(t: Speech, case: Case, reader: Reader) -> Markup:
    day = t.short_day(case.posted_at, reader.zone)
    lines = [t("{name} · {day}", name=Markup("<b>{}</b>").format(post_view.who(t, case.author)), day=day)]
    if case.post_state is PostState.DELETED:
        lines.append(t("<i>This post was taken back by whoever wrote it.</i>"))
    if case.text is not None:
        lines.append(Markup("<blockquote>{}</blockquote>").format(to_html(cut(case.text, ROOM))))
    if case.files:
        lines.append(t.n("📎 {number} file", "📎 {number} files", case.files))
    if case.changed and case.post_state is not PostState.DELETED:
        lines.append(t("<i>Changed after it was reported.</i>"))
    if case.post_state is PostState.HIDDEN:
        lines.append(t("<i>Hidden: members do not see it.</i>"))
    return Markup("\n").join(lines)


def decided(t: Speech, case: Case, reader: Reader) -> Markup:
    """Say who decided what."""
    day = t.short_day(case.decided_at, reader.zone) if case.decided_at else ""
    name = case.decider or t.plain("A coordinator")
    match case.state:
        case CaseState.HIDDEN:
            line = t("✅ {name} has hidden the post ({day}).", name=name, day=day)
        case CaseState.WARNED:
            line = t("✅ {name} has warned the author ({day}).", name=name, day=day)
        case CaseState.SUSPENDED:
            until = t.day(case.suspended_until, reader.zone) if case.suspended_until else ""
            line = t(
                "✅ {name} has hidden the post ({day}) and suspended the author until {until}.",
                name=name,
                day=day,
                until=until,
            )
        case _:
            line = t("✅ {name} has found nothing wrong ({day}).", name=name, day=day)
    return Markup("\n").join([line, *_guideline(t, case)])


def _guideline(t: Speech, case: Case) -> list[Markup]:
    said = case.guideline_in(t.language)
    return [t("Guideline: <b>{words}</b>", words=shorten(said, 300))] if said and case.against else []


def waiting(t: Speech, cases: Sequence[Case]) -> Page:
    """List what waits for a decision."""
    if not cases:
        return t("No report waits for you. Thank you for looking."), inline(t)
    rows = [[button(shorten(_label(t, one), LONGEST_LABEL), OPEN, one.id)] for one in cases]
    return t("<b>Reported posts that wait for a decision</b>"), inline(t, *rows)


def _label(t: Speech, case: Case) -> str:
    words = " ".join(case.text.text.split()) if case.text is not None else case.title
    return t.plain("“{words}”", words=words)


# To whoever wrote the post


def told(t: Speech, case: Case, reader: Reader) -> Message:
    """Tell an author what was decided about their post, which guideline it is about, and that they can answer."""
    parts = [Markup("\n").join([card_view.title(t, case.title), _what(t, case, reader)])]
    if case.text is not None:
        parts.append(quoted(" ".join(case.text.text.split()), 300))
    if not case.against:
        return Message(Markup("\n\n").join(parts))
    parts += _guideline(t, case)
    if case.answer:
        parts.append(Markup("\n").join([t("Your answer:"), quoted(case.answer, LONGEST_ANSWER)]))
        return Message(Markup("\n\n").join(parts))
    parts.append(t("If you see it differently, you can answer once. The coordinators read it, and can change this."))
    return Message(Markup("\n\n").join(parts), inline(t, [button(t.plain("Answer"), ANSWER, case.id)]))


def _what(t: Speech, case: Case, reader: Reader) -> Markup:
    match case.state:
        case CaseState.HIDDEN:
            return t("<b>The coordinators have hidden a post of yours.</b> Nobody else sees it any more.")
        case CaseState.WARNED:
            return t("<b>The coordinators ask you to mind the guidelines.</b> Your post stays as it is.")
        case CaseState.SUSPENDED:
            until = t.day(case.suspended_until, reader.zone) if case.suspended_until else ""
            return t(
                "<b>The coordinators have hidden a post of yours, and suspended your membership until {day}.</b>\n"
                "Until then you can read, export your data and leave, but not write in discussions.",
                day=until,
            )
    return t("<b>The coordinators have looked again: nothing stands against your post any more.</b>")


# To whoever reported it


def outcome(t: Speech, case: Case) -> Message:
    """Tell those who reported a post what came of it."""
    match case.state:
        case CaseState.HIDDEN:
            came = t("The coordinators have hidden it, and told its author why.")
        case CaseState.WARNED:
            came = t("The coordinators have asked its author to mind the guidelines. The post stays.")
        case CaseState.SUSPENDED:
            came = t("The coordinators have hidden it, and its author cannot write for some time.")
        case CaseState.LAPSED:
            came = t("It does not stand any more, so nothing had to be decided.")
        case _:
            came = t("The coordinators have looked at it and decided that it may stay.")
    line = t("Thank you for your report: you had told us of a post in this discussion. Nobody else learns of it.")
    opens = card_view.button(t.plain("The discussion"), card_view.OPEN, case.discussion_id)
    return Message(Markup("\n\n").join([card_view.title(t, case.shown_title), line, came]), inline(t, [opens]))


def answered(t: Speech, case: Case, reader: Reader) -> Message:
    """Tell the coordinator who decided, or those who see to it now, that the author has answered."""
    theirs = case.decided_by == reader.id
    head = t("<b>The author has answered your decision:</b>") if theirs else t("<b>The author answered:</b>")
    parts = [card_view.title(t, case.title), Markup("\n").join([head, quoted(case.answer or "", LONGEST_ANSWER)])]
    return Message(Markup("\n\n").join(parts), inline(t, [button(t.plain("Open the case"), OPEN, case.id)]))


def list_button(t: Speech) -> Button:
    """Lead to what waits."""
    return button(t.plain("All reports"), LIST)
