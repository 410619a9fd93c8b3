"""The kinds of notice about hub groups; the subject of each is the group's row."""

CARD = "hub_group"  # to the coordinator who added the bot: how the group stands, what to do
TROUBLE = "hub_trouble"  # to the coordinators of its hub
SHOWN_TO_COORDINATORS = (CARD, TROUBLE)  # what leaves their chat with the role
WAY = "hub_way"  # to one person: they may come in now, by this link
