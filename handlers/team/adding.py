"""The form that adds a coordinator: for what, and by a link or by name."""

from typing import Any

from handlers.kit import deeds, forms
from handlers.kit.answers import Answers, as_list
from handlers.kit.forms import Form, Question, View, free_text
from handlers.kit.step import Step
from handlers.team import view as words
from network import drafts, team
from network.errors import N_, Outdated

LINK, NAME = "link", "name"
# Where the memory keeps for what a member is being picked, and by which name.
SCOPE, SOUGHT = drafts.SCOPE, drafts.SOUGHT
OVER = N_("This button no longer works. Please begin again with /team.")


def _regions(view: View) -> list[str]:
    own = [key for key, region in view.charter.regions.items() if not region.worldwide]
    return [*own, words.NETWORK] if view.args.get("owner") else own


def _region_label(view: View, key: str) -> str:
    return view.t.plain("The whole network") if key == words.NETWORK else view.charter.region_name(key, view.t.language)


def _finish(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    # Whoever coordinates the whole network needs no region beside it.
    scope = [] if words.NETWORK in answers["scope"] else list(answers["scope"])
    if answers["how"] == LINK:
        return _link(step, scope)
    members, more = team.find_members(step.work, step.reader, answers["name"])
    if not members:
        step.pressed = None
        nobody = step.t(
            "I found no member of that name. Perhaps it is written differently? Or go <b>Back</b> and choose a link."
        )
        again = forms.begin(step, ADD, answers={k: answers[k] for k in ("scope", "how")}, args=args)
        return [step.say(nobody), *as_list(again)]
    step.memory.keep(**{SCOPE: scope, SOUGHT: answers["name"]})
    return step.show(*words.found(step.t, members, 0, more=more))


def turn_page(step: Step, page: int) -> Answers:
    """Show another page of the members that were found.

    Raises Outdated when no member is being picked any more.
    """
    sought = step.memory.data.get(SOUGHT)
    members, more = team.find_members(step.work, step.reader, sought, page) if sought else ([], False)
    if not members:
        raise Outdated(OVER)
    return step.show(*words.found(step.t, members, page, more=more))


def _link(step: Step, scope: list[str]) -> Answers:
    token, expires_at = team.invite_by_link(step.work, step.reader, scope)
    link = f"https://t.me/{step.bot_name.removeprefix('@')}?start=team_{token}"
    charter, until = step.work.charter, step.t.day(expires_at, step.reader.zone)
    return [step.show(words.link_note(step.t, until)), step.say(words.link_message(step.t, charter, scope, link))]


ADD = forms.register(
    Form(
        name="t_add",
        questions=(
            Question(
                key="scope",
                title=N_("Regions"),
                ask=lambda view: view.t(
                    "<b>What will they coordinate?</b> Tap one region or several, then <b>Done</b>."
                ),
                wants=deeds.PRESS_PLEASE,
                options=_regions,
                label=_region_label,
                many=lambda view: len(_regions(view)),
                columns=1,
            ),
            Question(
                key="how",
                title=N_("How to invite"),
                ask=lambda view: view.t(
                    "<b>How do you want to invite them?</b> I can make a link for you to forward, "
                    "or you tell me the member's name. Either way they have to accept."
                ),
                wants=deeds.PRESS_PLEASE,
                options=lambda _view: (LINK, NAME),
                label=lambda view, value: (
                    view.t.plain("A link to forward") if value == LINK else view.t.plain("A member's name")
                ),
                columns=1,
            ),
            Question(
                key="name",
                title=N_("Name"),
                applies=lambda view: view.answers.get("how") == NAME,
                ask=lambda view: view.t("<b>What is the member's name?</b> A part of it is enough."),
                wants=N_("Here I need the name as text, please."),
                read=free_text(lambda charter: charter.limits.texts.name, lines=False),
            ),
        ),
        finish=_finish,
    )
)


def begin(step: Step) -> Answers:
    """Begin the form; only owners are offered the whole network."""
    step.memory.drop(SCOPE, SOUGHT)
    return forms.begin(step, ADD, args={"owner": team.is_owner(step.work, step.reader)})
