"""Whom to write to unasked, about what and when: each kind of nudge one small function of the year and the clock."""
