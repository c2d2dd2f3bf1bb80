"""What a school trust is: people, groups, terms, cadence, meetings, papers, permissions.

Everything here is a frozen value or a pure function over such values: no I/O, no clock, no logging.
"""
