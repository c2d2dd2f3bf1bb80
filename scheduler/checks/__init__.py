"""The judge's parts, one module for each thing that can go wrong with a year; scheduler.check puts them together."""
