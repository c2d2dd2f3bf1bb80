"""Change notifications: who asked to be told, and telling them."""
