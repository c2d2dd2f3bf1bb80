"""Says why meetings cannot be held: the smallest set of facts that forbids them, and the cheapest ways out."""
