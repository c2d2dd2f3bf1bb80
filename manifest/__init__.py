"""The Teams app package: what it says about the service, its icons, and the zip an administrator uploads."""
