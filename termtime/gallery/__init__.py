"""The page of every card: each drawn as Teams would, light, dark and on a phone, with the words that say the same."""
