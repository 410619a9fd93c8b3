"""Bringing posts to their readers, and telling what became of one since: noted here, done in chunks by the worker."""

from db.queries import bundles as queries
from network import filling
from network.work import Work


def bring(work: Work, post_id: int) -> None:
    """Have a post brought to everybody it is for, at once; those whose digest it is for get it there.

    Calling it twice does no harm: nobody hears a post twice.
    """
    if queries.begin_bringing(work.session, post_id):
        work.woken.add(filling.LEDGER)


def retell(work: Work, post_id: int) -> None:
    """Have every message corrected that shows a post or an answer to it.

    To be called when it was edited, deleted, hidden or shown again. What was hidden before it reached somebody reaches
    them after all once it is shown again.
    """
    queries.begin_retelling(work.session, post_id)
    work.woken.add(filling.LEDGER)


def retell_all_of(work: Work, person_id: int) -> None:
    """Have every message corrected that names somebody as its author: they left, or were erased."""
    queries.begin_retelling_of(work.session, person_id)
    work.woken.add(filling.LEDGER)
