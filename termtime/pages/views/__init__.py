"""What each page says: pure functions from a viewer to a frozen view."""
