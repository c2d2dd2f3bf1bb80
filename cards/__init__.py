"""What people see in Teams: a value in, an Adaptive Card and its text twin out. Pure.

A card shows whatever it is given: what an audience may see is decided before, by whoever makes the value.
"""
