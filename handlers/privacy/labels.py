"""What the groups and values of an export are called. A column that is exported without a name here fails a test."""

from collections.abc import Mapping

from handlers.announcements import correcting, screen
from handlers.applications.view import USUAL
from handlers.discussions import making_screen, making_view
from handlers.events import editor_screen, series
from handlers.kit.purposes import PURPOSES
from handlers.privacy import discussion_labels, event_labels
from network.errors import N_

GROUPS: Mapping[str, str] = {
    "profile": N_("Your profile"),
    "topics": N_("Your topics"),
    "languages": N_("Languages you speak"),
    "followed_regions": N_("Regions you follow"),
    "consents": N_("What you agreed to"),
    "roles": N_("Your roles as coordinator"),
    "invitations": N_("Invitations to become a coordinator"),
    "applications": N_("Your applications"),
    "application_messages": N_("Questions about your application, and your answers"),
    "announcements": N_("Announcements you began"),
    "announcement_texts": N_("What you wrote in announcements"),
    "corrections": N_("Corrections you made to announcements"),
    **event_labels.GROUPS,
    **discussion_labels.GROUPS,
    "chats": N_("Your chat with the bot"),
    "draft": N_("A form you have begun"),
}

_LANGUAGE, _ZONE, _TELEGRAM = N_("Language"), N_("Time zone"), N_("Telegram identifier")
_REGION, _STATE, _ROLE = N_("Region"), N_("How it stands"), N_("Role")

VALUES: Mapping[str, str] = {
    "profile.telegram_id": _TELEGRAM,
    "profile.status": N_("Your place in the network"),
    "profile.language": N_("Language the bot writes in"),
    "profile.zone": _ZONE,
    "profile.name": N_("Name"),
    "profile.member_group": N_("Member group"),
    "profile.country": N_("Country"),
    "profile.city": N_("City"),
    "profile.organisation": N_("Organisation"),
    "profile.position": N_("Position"),
    "profile.region": _REGION,
    "profile.advises": N_("Ready to advise others"),
    "profile.advice_limit": N_("Most requests for advice in a month"),
    "profile.topics_named": N_("Admitted to named topics only"),
    "profile.quiet_from": N_("Quiet hours begin at"),
    "profile.quiet_to": N_("Quiet hours end at"),
    "profile.weekends": N_("Announcements on weekends too"),
    "profile.first_seen": N_("First wrote to the bot on"),
    "profile.joined_at": N_("Member since"),
    "profile.left_at": N_("Left the network on"),
    "topics.topic": N_("Topic"),
    "topics.admitted": N_("Admitted to it"),
    "languages.language": _LANGUAGE,
    "followed_regions.region": _REGION,
    "consents.purpose": N_("For what"),
    "consents.version": N_("Version"),
    "consents.language": N_("Language you read it in"),
    "consents.given_at": N_("Agreed on"),
    "consents.withdrawn_at": N_("Consent withdrawn on"),
    "roles.kind": _ROLE,
    "roles.region": _REGION,
    "roles.granted_at": N_("Since"),
    "invitations.kind": _ROLE,
    "invitations.regions": N_("Regions"),
    "invitations.invited_at": N_("Invited on"),
    "invitations.expires_at": N_("Valid until"),
    "invitations.accepted_at": N_("Invitation accepted on"),
    "invitations.declined_at": N_("Invitation declined on"),
    "applications.state": _STATE,
    "applications.region": _REGION,
    "applications.handed_in_at": N_("Handed in on"),
    "applications.escalated_at": N_("Passed on to the network coordinators on"),
    "applications.decided_at": N_("Decided on"),
    "applications.reason": N_("Reason, in the coordinator's words"),
    "applications.usual_reason": N_("Reason"),
    "applications.topics": N_("Admitted to these topics"),
    "applications.erase_at": N_("Will be erased on"),
    "application_messages.from_applicant": N_("Written by you"),
    "application_messages.text": N_("Text"),
    "application_messages.written_at": N_("Written on"),
    "announcements.purpose": N_("For what"),
    "announcements.state": _STATE,
    "announcements.buttons": N_("Buttons"),
    "announcements.due_at": N_("To be sent on"),
    "announcements.created_at": N_("Begun on"),
    "announcements.launched_at": N_("Announcement sent on"),
    "announcements.finished_at": N_("Finished on"),
    "announcement_texts.language": _LANGUAGE,
    "announcement_texts.text": N_("Text"),
    "corrections.begun_at": N_("Begun on"),
    "corrections.applied_at": N_("Corrected on"),
    "chats.telegram_id": _TELEGRAM,
    "chats.language": _LANGUAGE,
    "chats.zone": _ZONE,
    "chats.unreachable_since": N_("Not reachable since"),
    "draft.state": N_("Open at the moment"),
    "draft.data": N_("What you entered"),
    "draft.updated_at": N_("Last changed on"),
    **event_labels.VALUES,
    **discussion_labels.VALUES,
}

# Forms that somebody may have left half-finished, by where their drafts lie.
FORMS: Mapping[str, str] = {
    "form:join": N_("Joining the network"),
    "form:me": N_("Changing your profile"),
    "form:me_hours": N_("Changing your quiet hours"),
    "form:a_answer": N_("Answering a coordinator's question"),
    "form:a_ask": N_("Asking an applicant"),
    "form:a_admit": N_("Admitting an applicant"),
    "form:a_decline": N_("Declining an application"),
    "form:e_publish": N_("Publishing a member's event"),
    "form:e_decline": N_("Declining a member's event"),
    "form:e_ask": N_("Asking about a member's event"),
    "form:e_answer": N_("Answering a coordinator's question"),
    "form:e_help": N_("Asking a member to help organise"),
    "form:t_add": N_("Inviting a coordinator"),
    "form:r_new": N_("Setting a reminder"),
    "form:r_when": N_("Setting a reminder"),
    "form:r_what": N_("Setting a reminder"),
    "form:r_pick": N_("Setting a reminder"),
    "form:r_words": N_("Changing a reminder"),
    "form:r_all": N_("Setting a reminder for many"),
    "form:el_search": N_("Looking for an event"),
    "form:dl_search": N_("Looking for a discussion"),
    "form:d_close": N_("Closing a discussion"),
    "form:o_report": N_("Reporting a post"),
    "form:o_hide": N_("Hiding a post"),
    "form:o_warn": N_("Warning the author of a post"),
    "form:o_suspend": N_("Suspending the author of a post"),
    "form:o_answer": N_("Answering a decision about a post"),
    "form:eq_ask": N_("Asking the organisers of an event"),
    "form:eq_answer": N_("Answering a question about an event"),
    "form:ec_cancel": N_("Cancelling an event"),
    "form:ef_line": N_("Saying how an event was"),
    "form:ef_how": N_("Telling how your city used it"),
}

# Words that the network keeps as codes; what a group says in its own way has the group before it.
CODES: dict[str, str] = {
    "status.visitor": N_("Visitor"),
    "status.applicant": N_("Applicant"),
    "status.member": N_("Member"),
    "status.suspended": N_("Suspended"),
    "status.former": N_("Former member"),
    "kind.regional": N_("Coordinator of a region"),
    "kind.network": N_("Coordinator of the whole network"),
    "state.waiting": N_("Waiting for a decision"),
    "state.admitted": N_("Admitted"),
    "state.declined": N_("Declined"),
    "state.withdrawn": N_("Taken back"),
    "state.draft": N_("Draft"),
    "state.scheduled": N_("To be sent later"),
    "state.running": N_("Being sent"),
    "state.paused": N_("Paused"),
    "state.stopped": N_("Stopped"),
    "state.done": N_("Sent"),
    "purpose.service": N_("About membership and what a person signed up for"),
    **event_labels.CODES,
    **discussion_labels.CODES,
}
CODES |= {f"purpose.{purpose}": name for purpose, name in PURPOSES.items()}
CODES |= {f"usual_reason.{code}": full for code, (_, full) in USUAL.items()}
CODES |= {f"state.{form}": name for form, name in FORMS.items()}
WRITING, WRITING_EVENT = N_("Writing an announcement"), N_("Writing an event")
WRITING_DISCUSSION, WRITING_POST = N_("Writing a discussion"), N_("Writing in a discussion")
CODES |= {f"state.{screen.SLOT}:{what}": WRITING for what in screen.AWAITED}
CODES |= {f"state.{editor_screen.SLOT}:{what}": WRITING_EVENT for what in editor_screen.AWAITED}
CODES |= {f"state.{making_screen.SLOT}:{what}": WRITING_DISCUSSION for what in making_view.AWAITED}
CODES["state.ea:summary"] = N_("Writing the summary of an event")
CODES[f"state.{series.WAITS}"] = N_("Letting an event repeat")
CODES[f"state.{correcting.WAITS}"] = N_("Correcting an announcement")
