"""The Bot Framework connector and Teams itself: where a bot's messages arrive, and people who write to it."""
