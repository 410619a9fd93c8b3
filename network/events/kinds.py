"""The kinds of notice about events; the subject is the event unless said."""

EVENT = "event"  # its card, to members and to whoever asked for it
EVENT_GROUP = "event_group"  # its card in the groups of hubs, with counts
EVENT_POSTED = "event_posted"  # its public card, posted by somebody into a chat of theirs through inline mode
DECIDE = "event_decide"  # a member's event, to the coordinators who decide
DECIDED = "event_decided"  # what became of it, to its author
ASKED = "event_asked"  # what a coordinator asks before deciding, to its author; the message
TOLD = "event_told"  # what the author answered, to who asked; the message
DRAFT = "event_draft"  # the screen on which it is written, in its author's chat
CHANGED = "event_changed"  # one line about what changed, to those going or maybe; the change
EDITED = "event_edited"  # who changed or cancelled it, to its other organisers and who let it out; the change
OFFERED = "event_offered"  # a seat is kept for somebody; the attendance
GUESTS = "event_guests"  # who comes, by name, in the chats of those who asked
FILLING = "event_filling"  # how full it is, to its organisers
INVITED = "event_invited"  # somebody is asked to organise it, too; the invitation
JOINED = "event_joined"  # they do, to who asked them; the invitation
QUESTION = "event_question"  # somebody asks the organisers; the question
ANSWERED = "event_answered"  # what they answered; the question
OVER = "event_over"  # who came, to its organisers, when it is over
FEEDBACK = "event_feedback"  # how was it, to those who came
SUMMARY_ASKED = "event_summary_asked"  # organisers are asked for a summary
SUMMARY = "event_summary"  # the summary and its files, to those who came
USED = "event_used"  # did your city use it, to those who came

# What shows an event itself: whatever raises one of these raises them all.
CARDS = (EVENT, EVENT_GROUP, EVENT_POSTED)

SHOWN_TO_DECIDERS = (DECIDE, TOLD)  # what leaves a coordinator's chat with the role
