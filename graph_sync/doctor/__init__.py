"""Examines an installation at Microsoft 365: what is wrong with it, and what an administrator does about it.

`examine` is the way in. Each check fetches little and judges it by a pure function; one that fails becomes a finding
and never hides the next. Nothing is changed unless writing is to be tried. Our own side (settings, database, bot) is
the command's business.
"""

from graph_sync.doctor.examination import examine
from graph_sync.doctor.findings import Check, Finding, State, guard

__all__ = ["Check", "Finding", "State", "examine", "guard"]
