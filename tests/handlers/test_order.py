"""Order in the house, as conversations: a post is reported, coordinators decide, everybody concerned hears of it."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Audit, Person, Post
from db.unit import Database
from db.values import RichText
from network import membership, privacy
from network.discussions import posting
from network.work import Work
from tests.coordinators import coordinator
from tests.erasure import everything_stored, traces
from tests.handlers.test_discussion_bundles import begins, follows, posts
from tests.people import joins, reader_of
from tests.talk import Shown, Talker, Town

BAD = "You are all fools, buy my pumps."


class House:
    """A discussion with a bad post by Omar, which Lina follows; Karim and Rana coordinate MENA, Nora the network."""

    def __init__(self, database: Database) -> None:
        self.town = Town(database)
        self.mona, self.omar, self.lina = (self.member(name) for name in ("Mona", "Omar", "Lina"))
        self.karim = coordinator(self.town, "Karim", "mena")
        self.rana = coordinator(self.town, "Rana", "mena")
        self.nora = coordinator(self.town, "Nora")
        self.about = begins(self.mona, region="mena")
        self.town.deliver()
        follows(self.lina, self.about)
        self.bad = posts(self.omar, self.about, BAD)
        self.town.deliver()

    def member(self, name: str, **more: Any) -> Talker:
        talker = self.town.person(name)
        joins(talker, name=f"{name} Haddad", **more)
        return talker

    def lina_reports(self, reason: str = "He insults us.") -> None:
        self.lina.presses("Report").says(reason).presses("Report")
        self.town.deliver()

    def hides(self, who: Talker) -> None:
        who.presses("Hide").presses("Collegial behaviour").presses("Hide it")
        self.town.deliver()

    def suspends(self, who: Talker, until: str = "For a week") -> None:
        who.presses("Suspend until").presses(until).presses("Collegial").presses("Suspend them")
        self.town.deliver()

    def acts(self) -> list[str]:
        kinds = ("case", "person")
        asked = select(Audit.action).where(Audit.subject_kind.in_(kinds)).order_by(Audit.id)
        return self.town.run(lambda work: list(work.session.scalars(asked)))

    def state(self) -> str:
        return self.town.run(lambda work: work.session.get_one(Post, self.bad).state)

    def status(self, talker: Talker) -> str:
        return self.town.run(lambda work: reader_of(work, talker).status.value)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def holding(talker: Talker, words: str) -> Shown:
    """The newest message with these words."""
    return next(one for one in reversed(talker.messages) if words in one.text)


def test_a_reported_post_is_hidden_everywhere_and_shown_again(house: House) -> None:
    assert BAD in house.lina.sees
    house.lina_reports()
    assert "does not learn who reported it" in house.lina.everything
    for one in (house.karim, house.rana):
        assert "A post was reported" in one.sees
        assert BAD in one.sees
        assert "Omar Haddad, Irbid" in one.sees
        assert "1 member has reported it." in one.sees
        assert "He insults us." in one.sees
        assert one.buttons == ["Hide", "Warn", "Suspend until …", "Nothing wrong", "The discussion", "Remind me"]
        assert "Lina" not in one.everything
    assert "reported" not in house.nora.everything  # the region's coordinators decide
    house.karim.presses("Hide")
    assert "Which guideline" in house.karim.sees
    assert house.karim.buttons[:3] == ["Collegial behaviour", "Confidentiality", "Data protection"]
    house.karim.presses("Collegial behaviour").presses("Hide it")
    assert "The post is hidden." in house.karim.sees
    house.town.deliver()
    assert house.state() == "hidden"
    assert "A coordinator has hidden this post." in house.lina.everything
    assert all(BAD not in one.text for one in house.lina.messages)
    assert "The coordinators have hidden it" in house.lina.sees
    assert "hidden a post of yours" in house.omar.sees
    assert "Guideline: Collegial behaviour" in house.omar.sees
    assert "Lina" not in house.omar.everything
    assert "insults" not in house.omar.everything
    assert "Karim Coordinator has hidden the post" in holding(house.rana, "reported post").text
    holder = holding(house.rana, "reported post")
    assert holder.buttons == ["Suspend until …", "Show the post again", "The discussion", "Remind me"]
    house.rana.presses("Show the post again")
    house.town.deliver()
    assert house.state() == "live"
    assert any(BAD in one.text for one in house.lina.messages)
    assert "it may stay" in house.lina.sees
    assert "nothing stands against your post any more" in house.omar.sees
    assert "hidden a post of yours" not in house.omar.everything  # told anew, in its place
    assert "Rana Coordinator has found nothing wrong" in holding(house.karim, "A reported post").text
    assert house.acts()[-3:] == ["case.reported", "case.hidden", "case.undone"]


def test_the_author_answers_once(house: House) -> None:
    house.lina_reports()
    house.karim.presses("Warn").says("Please stay friendly with each other").presses("Warn them")
    house.town.deliver()
    assert "mind the guidelines" in house.omar.sees
    assert "Please stay friendly with each other" in house.omar.sees
    assert house.state() == "live"
    asked = house.omar.last
    house.omar.presses("Answer").says("It was a joke among friends").presses("Send")
    assert "Your answer is with the coordinators" in house.omar.sees
    house.town.deliver()
    assert "It was a joke among friends" in house.karim.sees
    assert "The author answered:" in holding(house.rana, "A reported post").text
    assert "Answer" not in asked.buttons
    house.omar.presses(data="o:a:1:0")
    assert "answered this already" in house.omar.hears
    assert "asked its author to mind" in house.lina.sees


def test_a_suspension_ends_by_itself(house: House) -> None:
    house.lina_reports()
    house.suspends(house.karim)
    assert house.status(house.omar) == "suspended"
    assert "suspended your membership until" in house.omar.sees
    assert "cannot write for some time" in house.lina.sees
    house.omar.says("/discuss")
    assert "suspended" in house.omar.sees
    house.omar.presses(data=f"d:r:{house.about}:1:0")
    assert "Compost" in house.omar.sees  # reading goes on
    house.town.later(days=6)
    assert house.status(house.omar) == "suspended"
    house.town.later(days=2)
    house.town.deliver()
    assert house.status(house.omar) == "member"
    assert "no longer suspended" in house.omar.everything
    assert {"membership.suspended", "membership.restored"} <= set(house.acts())


def test_until_a_typed_day_and_back_before(house: House) -> None:
    house.lina_reports()
    house.karim.presses("Suspend until").says("yesterday")
    assert "still to come" in house.karim.sees
    house.karim.says("15 April").presses("Collegial").presses("Suspend them")
    house.town.deliver()
    assert "15 April" in house.omar.sees
    until = house.town.run(lambda work: work.session.scalars(select(Person.suspended_until)).all())
    assert any(one is not None and (one.month, one.day) in {(4, 15), (4, 14)} for one in until)
    house.rana.presses("End the suspension")
    house.town.deliver()
    assert (house.status(house.omar), house.state()) == ("member", "live")


def test_nothing_wrong(house: House) -> None:
    house.lina_reports()
    before = len(house.omar.messages)
    house.karim.presses("Nothing wrong")
    house.town.deliver()
    assert "it may stay" in house.lina.sees
    assert len(house.omar.messages) == before
    house.rana.presses(data="o:n:1:1")
    assert "Karim Coordinator has found nothing wrong" in house.rana.hears


def test_two_coordinators_at_once_exactly_one_counts(house: House) -> None:
    house.lina_reports()
    house.rana.presses("Warn").presses("Confidentiality")
    house.hides(house.karim)
    house.rana.presses("Warn them")
    assert "Karim Coordinator has hidden this post in the meantime." in house.rana.sees
    assert house.acts()[-1] == "case.hidden"


def test_nobody_decides_a_case_of_their_own(house: House) -> None:
    hers = posts(house.karim, house.about, "I sell pumps")
    house.town.deliver()
    house.lina.presses("Report").presses("Skip").presses("Report")
    house.town.deliver()
    assert "I sell pumps" in house.rana.sees
    assert "A post was reported" not in house.karim.everything
    house.karim.presses(data="o:n:1:1")
    assert "another coordinator decides" in house.karim.hears
    house.rana.presses(data=f"o:r:{hers}:0").presses("Skip").presses("Report")
    house.town.deliver()
    house.rana.presses(data="o:n:1:1")
    assert "another coordinator decides" in house.rana.hears
    assert "A post was reported" in house.nora.sees  # nobody else is left in the region


def test_members_only_and_not_their_own(house: House) -> None:
    house.omar.presses(data=f"o:r:{house.bad}:0")
    assert "a post of your own" in house.omar.hears
    stranger = house.town.person("Sam")
    stranger.says("/start").presses(data=f"o:r:{house.bad}:0")
    assert "for members" in stranger.hears
    for data in ("o:h:1:1", "o:n:1:1", "o:o:1:0", "o:l:0:0"):
        house.lina.presses(data=data)
        assert "Only coordinators" in house.lina.hears
    house.karim.presses(data="o:h:99:1")
    assert "no longer here" in house.karim.hears


def test_reported_twice_is_one_case_and_ten_a_day_are_enough(house: House) -> None:
    house.lina_reports()
    house.lina.presses(data=f"o:r:{house.bad}:0").presses("Skip").presses("Report")
    assert "reported this post already" in house.lina.sees
    house.mona.presses(data=f"o:r:{house.bad}:0").presses("Skip").presses("Report")
    house.town.deliver()
    assert "2 members have reported it." in holding(house.karim, "A post was reported").text
    others = [posts(house.omar, house.about, f"Pump {number}") for number in range(4)]
    house.town.later(days=1)
    others += [posts(house.omar, house.about, f"Pipe {number}") for number in range(5)]
    house.town.later(minutes=2)
    others += [posts(house.omar, house.about, f"Tap {number}") for number in range(2)]
    for one in others:
        house.mona.presses(data=f"o:r:{one}:0").presses("Skip").presses("Report")
    assert "10 times today" in house.mona.hears


def test_reports_wait_in_a_list(house: House) -> None:
    house.lina_reports()
    house.karim.says("/reports").presses("fools")
    assert "A post was reported" in house.karim.sees
    house.hides(house.karim)
    house.karim.says("/reports")
    assert "No report waits" in house.karim.sees


def test_from_a_page_and_of_several_posts(house: House) -> None:
    house.lina.presses(data=f"d:r:{house.about}:1:0").presses("Report a post")
    assert "Which post" in house.lina.sees
    house.lina.presses("Report Omar Haddad").presses("Skip").presses("Report")
    house.town.deliver()
    assert BAD in house.karim.sees


def erases(talker: Talker) -> None:
    def erase(work: Work) -> None:
        reader = reader_of(work, talker)
        privacy.erase_person(work, reader.id, reader.telegram_id)

    talker.town.run(erase)
    talker.town.deliver()


def test_an_author_erased_mid_case_is_named_nowhere(house: House) -> None:
    house.lina_reports("Omar insults us.")
    house.mona.presses(data=f"o:r:{house.bad}:0").says("Omar again")
    house.karim.presses("Warn").says("Omar, please stay friendly")
    erases(house.omar)
    with house.town.database.unit("read") as session:
        stored = [one for one in everything_stored(session) if not one.startswith("person.")]
        assert traces(["omar"], stored) == []
    house.karim.presses(data="o:n:1:1")
    assert "changed in the meantime" in house.karim.hears
    assert "Omar Haddad" not in house.karim.everything
    assert BAD not in house.karim.everything
    house.karim.says("/reports")
    assert "No report waits" in house.karim.sees
    assert "does not stand any more" in house.lina.sees


def test_a_reporter_or_a_coordinator_erased_mid_case(house: House) -> None:
    house.lina_reports()
    house.hides(house.karim)
    erases(house.lina)
    erases(house.karim)
    assert "Karim" not in house.rana.everything
    assert "A coordinator has hidden the post" in holding(house.rana, "A reported post").text
    house.omar.presses("Answer").says("Sorry").presses("Send")
    house.rana.presses("Show the post again")
    house.town.deliver()
    assert house.state() == "live"


def test_who_leaves_while_suspended_cannot_join_before_it_is_over(house: House) -> None:
    house.lina_reports()
    house.suspends(house.karim, "For a month")
    house.town.run(lambda work: membership.leave(work, reader_of(work, house.omar)))
    with pytest.raises(Exception, match="You left while"):
        joins(house.omar)
    house.town.later(days=31)
    joins(house.omar)


def test_a_coordinators_role_rests_while_they_are_suspended(house: House) -> None:
    posts(house.karim, house.about, "I sell pumps")
    house.town.deliver()
    house.lina.presses("Report").presses("Skip").presses("Report")
    house.town.deliver()
    house.rana.presses("Suspend until").presses("For a week").presses("Collegial").presses("Suspend them")
    assert "only be suspended by the network coordinators" in house.rana.sees
    house.nora.says("/reports").presses("pumps")
    house.suspends(house.nora)
    house.karim.says("/reports")
    assert "Only coordinators" in house.karim.sees
    house.town.run(lambda work: posting.add(work, reader_of(work, house.omar), house.about, RichText("Hm")))
