"""The co-design site: that it is there, that the app was granted it, and that its library can be written to.

An app with Sites.Selected alone may not see its own grant, so whether it may write often stays unknown; the one sure
test makes a folder and deletes it again, and is made only when asked for.
"""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from graph_sync.doctor.case import App, Case
from graph_sync.doctor.findings import Finding, State
from graph_sync.doctor.remedies import make_consent_remedy, make_grant_remedy
from graph_sync.errors import tell
from graph_sync.ports import Part, Reply, Tenant

FOLDER = "Termtime doctor"
WRITING = frozenset({"write", "owner", "fullcontrol"})


async def examine_site(case: Case) -> tuple[Finding, ...]:
    """Look for the site, its library and our grant, and try writing if asked to."""
    where = case.trust.settings.microsoft365
    name = f"{where.site_host}{where.site_path}"
    ask_site = Part("GET", f"/sites/{where.site_host}:{quote(where.site_path)}")
    site = await case.tenant.request(ask_site)
    if not site.ok:
        return (judge_absence(name, ask_site, site, case.app),)
    site_id = str(site.body["id"])
    ask_drive = Part("GET", f"/sites/{site_id}/drive")
    drive, grants = await asyncio.gather(
        case.tenant.request(ask_drive), case.tenant.request(Part("GET", f"/sites/{site_id}/permissions"))
    )
    if not drive.ok:
        what = f"The site {name} is there, but not its document library. {tell(ask_drive, drive)}"
        return (Finding(State.BROKEN, what, "Site contents > New > Document library, in the site itself."),)
    if case.write:
        return (await _try_writing(case.tenant, name, str(drive.body["id"]), case.app, site_id),)
    return (judge_grants(name, site_id, grants, case.app),)


def judge_absence(name: str, part: Part, reply: Reply, app: App) -> Finding:
    """Judge why a site could not be opened."""
    if reply.status == 404:
        remedy = "SharePoint admin centre > Sites > Active sites > Create; or correct site_host and site_path in trust.yaml."
        return Finding(State.BROKEN, f"There is no site {name}.", remedy)
    if reply.status == 403:
        what = f"The app may not open the site {name}."
        consented = "Sites.Selected" in app.roles
        first = "" if consented else make_consent_remedy("Sites.Selected") + "\n"
        return Finding(State.BROKEN, what, first + make_grant_remedy(app.id, name))
    return Finding(State.BROKEN, f"The site {name} cannot be looked at. {tell(part, reply)}")


def judge_grants(name: str, site_id: str, reply: Reply, app: App) -> Finding:
    """Judge a site's grants to apps, as far as we are let see them."""
    roles = _read_roles(reply, app.id)
    if roles & WRITING:
        return Finding(State.OK, f"The site {name} is granted to the app for writing, and has a library.")
    if roles:
        what = f"The site {name} is granted to the app for reading only."
        return Finding(State.BROKEN, what, make_grant_remedy(app.id, name, site_id))
    what = (
        f"The site {name} and its library can be read. Whether they may be written is not shown to the app."
    )
    return Finding(State.UNKNOWN, what, f"termtime doctor --write makes a folder {FOLDER!r} and deletes it.")


def _read_roles(reply: Reply, app_id: str) -> frozenset[str]:
    found: set[str] = set()
    for grant in reply.body.get("value", ()) if reply.ok else ():
        given_to = grant.get("grantedToIdentitiesV2") or grant.get("grantedToIdentities") or ()
        if any((one.get("application") or {}).get("id") == app_id for one in given_to):
            found.update(grant.get("roles") or ())
    return frozenset(found)


async def _try_writing(tenant: Tenant, name: str, drive_id: str, app: App, site_id: str) -> Finding:
    """Make a folder and delete it; one that was there already is somebody's, and stays."""
    body = {"name": FOLDER, "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
    headers = {"Content-Type": "application/json"}
    make = Part("POST", f"/drives/{drive_id}/root/children", body, headers, once=True)
    made = await tenant.request(make)
    if made.status == 403:
        what = f"The library of {name} may not be written to."
        return Finding(State.BROKEN, what, make_grant_remedy(app.id, name, site_id))
    if made.status == 409:
        what = f"The library of {name} holds a folder {FOLDER!r} already, so writing was not tried."
        return Finding(State.WARNING, what, "Delete it if nobody needs it, and try again.")
    if not made.ok:
        left = f" A folder {FOLDER!r} may have been left there." if made.unsure else ""
        return Finding(State.BROKEN, f"Writing to {name} failed. {tell(make, made)}{left}")
    gone = await tenant.request(Part("DELETE", f"/drives/{drive_id}/items/{made.body['id']}"))
    if not gone.ok and gone.status != 404:
        what = f"The library of {name} could be written to, but the folder {FOLDER!r} was left behind."
        return Finding(State.WARNING, what, "Delete it.")
    return Finding(
        State.OK, f"The library of {name} can be written to; the folder that proved it is deleted."
    )
