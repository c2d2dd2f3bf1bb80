"""What a call costs where Microsoft counts units instead of requests.

Decides the units only; what an app may spend, and for how long they count, stands in `sandbox.limits`.

service      call                                            units
SharePoint   reading one site, drive or item, its content    1
             a delta with a token                            1
             lists, a first delta, and everything written    2
             anything about permissions                      5
identity     reading one person or group                     1
             lists, members, delta                           2
             writing                                         1, and 1 of the writes
"""

from __future__ import annotations

import re

from sandbox.graph.batch import mailbox_of
from sandbox.graph.call import Call

SHAREPOINT = ("/sites/", "/drives/")
IDENTITY = re.compile(r"/(?:users|groups|organization|directoryObjects)\b")
SHARING = re.compile(r"/(?:permissions(?:/[^/]+)?|invite|createLink)$")
LIST = re.compile(r"/(?:children|drives)$")
DELTA = re.compile(r"/delta(?:\(token='[^']*'\)|\(\))?$")
ONE_OF_THEM = re.compile(r"/(?:users|groups)(?:/[^/]+|\('[^']*'\)|\(uniqueName='[^']*'\))$")
ONLINE_MEETINGS = "/onlineMeetings"
NOTHING: dict[str, int] = {}


def cost_of(call: Call) -> dict[str, int]:
    """Return the units a call costs by the name of the limit they count against; {} for what nobody counts."""
    path = call.path.rstrip("/")
    if path.startswith(SHAREPOINT):
        return {"sharepoint": _sharepoint_units(call, path)}
    if IDENTITY.match(path) and mailbox_of(path) is None and ONLINE_MEETINGS not in path:
        if call.method != "GET":
            return {"identity": 1, "writes": 1}
        is_one = ONE_OF_THEM.fullmatch(path) and not path.endswith("/delta")
        return {"identity": 1 if is_one else 2}
    return NOTHING


def _sharepoint_units(call: Call, path: str) -> int:
    if SHARING.search(path) or "permissions" in call.query.get("$expand", ""):
        return 5
    if call.method != "GET" or LIST.search(path):
        return 2
    if DELTA.search(path):
        return 1 if "token" in call.query or "token=" in path else 2
    return 1
