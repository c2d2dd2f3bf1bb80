"""Calendars and mail, as Exchange Online keeps them."""
