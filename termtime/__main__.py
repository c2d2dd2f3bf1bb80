"""Lets `python -m termtime` be the command."""

from termtime.cli import main

if __name__ == "__main__":
    main()
