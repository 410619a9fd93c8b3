"""A full joining by a person with a phone, the same in every language: what is pressed goes by the buttons' data."""

from tests.process.running import Phone, until

ANSWERS = {
    "name": "Layla Ben Youssef",
    "country": "Jordan",
    "city": "Irbid",
    "organisation": "Greater Irbid Municipality",
    "position": "Head of solid waste",
}


def joins(phone: Phone, group: str = "practitioner", **answers: str) -> None:
    """Go from /start to *Send*, whatever becomes of it."""
    typed = ANSWERS | answers
    phone.start()
    phone.presses_data("j:join:")
    for key in ("name", "member_group", "country", "city", "organisation", "position"):
        if key == "member_group":
            phone.presses_data(f"f:join:member_group:o:{group}")
            continue
        awaits_question(phone, key)
        phone.writes(typed[key])
    for key, chosen in (("topics", ("waste", "water")), ("languages", ("ar", "en"))):
        for number, value in enumerate(chosen):
            phone.presses_data(f"f:join:{key}:o:{value}")
            until(lambda ticks=number + 1: ticked(phone) == ticks, f"{value} to be ticked")
        phone.presses_data(f"f:join:{key}:d:")
    phone.presses_data("f:join:advice:o:2")
    reads(phone, "guidelines")
    phone.presses_data("ja:guidelines:")
    phone.presses_data("ja:privacy:")
    phone.presses_data("j:directory:yes")
    phone.presses_data("j:newsletter:yes")
    phone.presses_data("j:send:")


def awaits_question(phone: Phone, key: str) -> None:
    """Wait until the newest message asks this."""
    until(lambda: phone.has_data(f"f:join:{key}:"), f"the question {key}")


def reads(phone: Phone, document: str) -> None:
    """Turn the pages of a document until it can be accepted."""
    page = 0
    until(lambda: phone.has_data(f"jp:{document}:") or phone.has_data(f"ja:{document}:"), f"the {document}")
    while not phone.has_data(f"ja:{document}:"):
        page += 1
        phone.presses_data(f"jp:{document}:{page}:f")
        until(
            lambda next_one=page + 1: (
                phone.has_data(f"jp:{document}:{next_one}:f") or phone.has_data(f"ja:{document}:")
            ),
            f"page {page + 1}",
        )


def ticked(phone: Phone) -> int:
    """How many options of the newest message are ticked."""
    rows = phone.received[-1].get("reply_markup", {}).get("inline_keyboard", [])
    return sum("✓" in button["text"] for row in rows for button in row)
