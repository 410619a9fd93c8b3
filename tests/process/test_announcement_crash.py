"""An announcement to 2,000 people survives its senders: nobody is missed, nobody has it twice but by a word.

The sandbox is the judge: what each chat holds in the end.
"""

import pytest

from tests.process.crowd import FAST, crowd
from tests.process.judging import judge, send_again
from tests.process.running import bot

pytestmark = pytest.mark.process

PEOPLE = 2000
# Where a process ends itself, and at which pass there: in the middle of the run.
KILLS = ("before_send:300", "after_send:700", "before_record:5")


def test_killed_three_times_in_the_middle_of_a_run(town, address, tmp_path):
    people = crowd(town, address, PEOPLE)
    people.announces()
    for point in KILLS:
        with bot(town, address, folder=tmp_path, crash=point, ready=False, **FAST) as running:
            running.died()
    with bot(town, address, folder=tmp_path, **FAST):
        people.awaits_the_end()
        judge(people, len(KILLS))
        send_again(people, town)


def test_of_two_that_deliver_one_is_killed_and_the_other_goes_on(town, templates, tmp_path):
    with templates.postgresql() as database:
        people = crowd(town, database.url.render_as_string(hide_password=False), PEOPLE // 2)
        # Slow enough that both take part.
        settings = {"folder": tmp_path, "paid_broadcast": "yes", "rate": "200"}
        with bot(town, people.address, **settings) as stays:
            with bot(town, people.address, part="delivery", crash="after_send:50", **settings) as dies:
                people.announces()
                dies.died()
            people.awaits_the_end()
            assert stays.process.poll() is None
            judge(people, 1)
            send_again(people, town)
