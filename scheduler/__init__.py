"""When groups meet: cadence x terms into a clash-free year, its independent check, and what is due now."""
