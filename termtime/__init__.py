"""The program: settings, storage, composition, command line and web application."""

__version__ = "0.1.0"
