"""Tables of the desks: which referral was asked of which agency, and which items still wait for its answer."""
