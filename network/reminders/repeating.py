"""When a repeated reminder comes next: counted on from its row's wall time, by the clocks of its zone."""

from network.moments.counting import first_from, next_after

__all__ = ["first_from", "next_after"]
