"""A question for each field of a profile: asked one after the other when somebody joins, one by one in /me.

The keys are those of `network.profile.FIELDS`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from handlers.kit import bidi
from handlers.kit.questions import Choices, Question, Unclear, View
from handlers.kit.speech import Speech
from network import places, profile
from network.charter import Charter
from network.errors import N_

OFFERED_LANGUAGES = 8
LONGEST_ECHO = 60  # letters of what somebody typed that are said back
# Where readers of a language are most likely to be; offered as buttons, any other country is typed.
_COUNTRIES = {
    "ar": ("EG", "JO", "LB", "MA", "PS", "TN"),
    "de": ("DE",),
    "en": ("ET", "GH", "KE", "NG", "TR", "ZA"),
    "fr": ("BF", "CI", "CM", "MA", "SN", "TN"),
}


def _known(view: View, key: str) -> Any:
    """Another field that a question depends on: answered before, or (in /me) handed in when the form was begun."""
    return view.answers.get(key) or view.args.get(key)


def _typed(check: Callable[[Charter, Any], str]) -> Callable[[View, str], str]:
    return lambda view, typed: check(view.charter, bidi.one_line(typed))


def _name_offered(view: View) -> Sequence[str]:
    # Telegram's names may be longer than ours, or hold nothing but pictures.
    name = view.profile_name
    fits = any(letter.isalpha() for letter in name) and len(name) <= view.charter.limits.texts.name
    return [name] if fits else []


def country_words(t: Speech, code: str) -> str:
    """Name a country, with its flag. A flag counts as Latin letters and would turn an Arabic name round."""
    return f"{bidi.RLM if t.rtl else ''}{places.flag(code)} {places.country_name(code, t.language)}"


def advice_words(t: Speech, *, advises: bool, most: int | None) -> str:
    """Say how ready somebody is to advise: at most so many times a month, None for without a limit."""
    if not advises:
        return t.plain("Not at the moment")
    if most is None:
        return t.plain("Yes, without a limit")
    return str(t.n("Yes, up to {number} request a month", "Yes, up to {number} requests a month", most))


def _read_country(view: View, typed: str) -> Any:
    found = places.find_country(typed, view.charter.languages)
    if len(found) == 1 and found[0].certain:
        return found[0].code
    if found:
        return Choices([match.code for match in found], view.t("I am not quite sure. Which country do you mean?"))
    return Unclear(
        view.t(
            "I find no country called “{typed}”. "
            "Please write the name of a country, not of a city or a region, in any language you like.",
            typed=bidi.shorten(typed, LONGEST_ECHO),
        )
    )


def _languages_offered(view: View) -> Sequence[str]:
    country = _known(view, "country")
    likely = places.languages_of(country) if country else []
    return list(dict.fromkeys([*likely, view.t.language.partition("-")[0], "en", "fr", "ar"]))[:OFFERED_LANGUAGES]


def _read_languages(view: View, typed: str) -> Any:
    found = places.find_languages(typed, view.charter.languages)
    if not found.unclear:
        return profile.check_languages(view.charter, list(found.codes))
    unclear = view.t.names(found.unclear)
    if found.codes:
        note = view.t("I did not understand this: {words}. Please tap what is right.", words=unclear)
        return Choices(found.codes, note)
    return Unclear(view.t("I do not know these languages: {words}. Please check the spelling.", words=unclear))


def _zones(view: View) -> list[str]:
    return profile.zone_to_ask(_known(view, "country"), view.now)


def _advice_label(view: View, value: str) -> str:
    most = None if value in (profile.NOT_READY, profile.NO_LIMIT) else int(value)
    return advice_words(view.t, advises=value != profile.NOT_READY, most=most)


def _ask_member_group(view: View) -> Markup:
    groups = view.charter.member_groups.values()
    described = Markup("\n\n").join(
        Markup("<b>{}</b>\n{}").format(group.name(view.t.language), group.description(view.t.language))
        for group in groups
    )
    return view.t("<b>To which group do you belong?</b>") + Markup("\n\n") + described


NAME = Question(
    key="name",
    title=N_("Name"),
    ask=lambda view: view.t("<b>What is your name?</b>\nPlease write it as others should read it."),
    wants=N_("Here I need your name as text, please."),
    read=_typed(profile.check_name),
    options=_name_offered,
    columns=1,
)
MEMBER_GROUP = Question(
    key="member_group",
    title=N_("Member group"),
    ask=_ask_member_group,
    wants=N_("Please tap one of the groups, or write its name."),
    options=lambda view: list(view.charter.member_groups),
    label=lambda view, value: view.charter.member_group_name(value, view.t.language),
    columns=1,
)
COUNTRY = Question(
    key="country",
    title=N_("Country"),
    ask=lambda view: view.t("<b>In which country do you work?</b>\nWrite its name in any language you like."),
    wants=N_("Here I need the name of your country as text, please."),
    read=_read_country,
    options=lambda view: _COUNTRIES.get(view.t.language.partition("-")[0], ()),
    label=lambda view, code: country_words(view.t, code),
    forgets=("zone",),
)
CITY = Question(
    key="city",
    title=N_("City"),
    ask=lambda view: view.t("<b>In which city or municipality do you work?</b>"),
    wants=N_("Here I need the name of your city as text, please."),
    read=_typed(profile.check_city),
)
ORGANISATION = Question(
    key="organisation",
    title=N_("Organisation"),
    ask=lambda view: view.t(
        "<b>For which organisation do you work?</b>\nFor instance a city administration or an NGO."
    ),
    wants=N_("Here I need the name of your organisation as text, please."),
    read=_typed(profile.check_organisation),
    optional=lambda view: not profile.organisation_needed(view.charter, _known(view, "member_group")),
)
POSITION = Question(
    key="position",
    title=N_("Position"),
    ask=lambda view: view.t("<b>What is your position there?</b>\nFor instance: head of waste management."),
    wants=N_("Here I need your position as text, please."),
    read=_typed(profile.check_position),
)
TOPICS = Question(
    key="topics",
    title=N_("Topics"),
    ask=lambda view: view.t(
        "<b>Which topics do you work on?</b>\nChoose up to {most}, then tap <b>Done</b>.",
        most=view.t.number(view.charter.limits.most_topics),
    ),
    wants=N_("Please tap the topics you work on, or write them."),
    options=lambda view: list(view.charter.topics),
    label=lambda view, value: view.charter.topic_name(value, view.t.language),
    many=lambda view: view.charter.limits.most_topics,
    columns=1,
)
LANGUAGES = Question(
    key="languages",
    title=N_("Languages"),
    ask=lambda view: view.t(
        "<b>Which languages do you speak?</b>\nTap them, or write others; then tap <b>Done</b>.",
    ),
    wants=N_("Please tap the languages you speak, or write them."),
    read=_read_languages,
    options=_languages_offered,
    label=lambda view, code: places.language_label(code, view.t.language),
    many=lambda view: view.charter.limits.most_languages,
)
ZONE = Question(
    key="zone",
    title=N_("Time zone"),
    ask=lambda view: view.t(
        "<b>Which is your time zone?</b>\nSo that you see the times of events as your clock shows them."
    ),
    wants=N_("Please tap your time zone, or write the name of its city."),
    options=_zones,
    label=lambda view, zone: places.zone_label(zone, view.t.language, view.now),
    applies=lambda view: bool(_zones(view)),
)
ADVICE = Question(
    key="advice",
    title=N_("Ready to advise others"),
    ask=lambda view: view.t(
        "<b>Are you ready to advise other members?</b>\nAdvice is given among partners, without a fee. "
        "You may decline any single request, and change this whenever you like."
    ),
    wants=N_("Please tap one of the answers."),
    options=lambda view: profile.advice_choices(view.charter),
    label=_advice_label,
    columns=1,
)
FOLLOWED = Question(
    key="followed",
    title=N_("Other regions you follow"),
    ask=lambda view: view.t("<b>Which other regions do you want to hear from?</b>\nTap them, then tap <b>Done</b>."),
    wants=N_("Please tap the regions, or write their names."),
    options=lambda view: [key for key in view.charter.regions if key != view.reader.region],
    label=lambda view, key: view.charter.region_name(key, view.t.language),
    many=lambda view: len(view.charter.regions),
    optional=True,
    columns=1,
)

# In the order in which they are asked of somebody who joins.
JOINING = (NAME, MEMBER_GROUP, COUNTRY, ZONE, CITY, ORGANISATION, POSITION, TOPICS, LANGUAGES, ADVICE)
ALL = (*JOINING, FOLLOWED)
