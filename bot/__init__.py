"""The running program."""

PARTS = ("intake", "delivery", "clock")  # one process does all of them, or some
