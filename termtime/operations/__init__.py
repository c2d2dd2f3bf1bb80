"""Seeing how the service fares: whether it lives and is ready, what it counts, traces and logs."""
