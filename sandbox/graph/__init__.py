"""Microsoft Graph v1.0: one folder a service, each with its state, its responses and its routes."""
