"""Online meetings: the Teams side of an event, and who attended it."""
