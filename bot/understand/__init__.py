"""What a message asks: an intent and what it is about, by readable rules, with no model and no network."""
