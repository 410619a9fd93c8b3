"""Reminders: a row for each time somebody is to be reminded."""
