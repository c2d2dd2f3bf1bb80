"""Measures the planner on invented trusts of three sizes; nothing here is needed to run Termtime."""
