"""Order in the house: posts that are reported, and what their coordinators decide about them."""
