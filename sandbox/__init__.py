"""A Microsoft 365 tenant in miniature, over HTTP, on loopback.

It stands in for Microsoft wherever Termtime would call it: sign-in, Microsoft Graph, the Teams bot connector. It knows
nothing about Termtime, keeps everything in memory, and shows what staff would see on a few plain pages.
Start it with `sandbox.server.running_sandbox`.
"""
