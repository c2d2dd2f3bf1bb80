"""What people do to the year: each deed a frozen value, and what becomes of the year by it a pure function."""
