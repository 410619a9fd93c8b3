"""The kinds of notice about roles."""

INVITED = "team_invitation"  # to a member who was picked by name; the subject is the invitation
JOINED = "team_joined"  # to whoever invited; the invitation
CHANGED = "team_changed"  # to somebody whose role was taken away; the person
