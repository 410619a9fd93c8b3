"""The kinds of notice about announcements."""

ANNOUNCEMENT = "announcement"  # the announcement itself, to people and to groups; the subject is the announcement
CARD = "announcement_card"  # how far it is, to every coordinator who opened it; the announcement
LINE = "announcement_line"  # that it was corrected, to those readers who were ticked; the correction
DONE = "announcement_done"  # that it has been sent, to its author; the announcement
DRAFT = "announcement_draft"  # the screen on which it is written, in its author's chat; the announcement

SHOWN_TO_COORDINATORS = (CARD, DONE, DRAFT)  # what leaves their chat with the role
