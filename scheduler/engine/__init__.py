"""Solves timetabling problems: it knows events, options, pairs and limits, and nothing of schools."""
