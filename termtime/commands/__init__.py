"""One command a module. Each imports the rooms it needs inside its function, so that every command starts fast."""
