"""SharePoint's table of routes: sites first, then every way to address an item, times what can be done with one."""

from __future__ import annotations

from sandbox.graph import permissions as may
from sandbox.graph.call import Handler
from sandbox.graph.drives import granting, sharing
from sandbox.graph.drives import responses as answer
from sandbox.graph.drives.responses import on_item
from sandbox.graph.permissions import Roles
from sandbox.graph.routing import Route

AT = "/sites/{host}:/{site_path:path}"
PERMISSION = "/permissions/{permission}"


def _on_site(site: str, drive: str) -> tuple[Route, ...]:
    return (
        Route("GET", site, answer.get_site, may.SITES_READ),
        Route("GET", drive, answer.get_drive, may.SITES_READ),
        Route("GET", f"{drive}s", answer.list_drives, may.SITES_READ),
    )


def _on_item(item: str) -> tuple[Route, ...]:
    rows: tuple[tuple[str, str, Handler, Roles, str | None], ...] = (
        ("GET", "", on_item(answer.get_item), may.SITES_READ, None),
        ("PATCH", "", on_item(answer.change_item), may.SITES_WRITE, "drive_item"),
        ("DELETE", "", on_item(answer.delete_item), may.SITES_WRITE, None),
        ("GET", "/children", on_item(answer.list_children), may.SITES_READ, None),
        ("POST", "/children", on_item(answer.create_child), may.SITES_WRITE, "drive_item"),
        ("GET", "/content", on_item(answer.get_content), may.SITES_READ, None),
        ("GET", "/versions", on_item(answer.list_versions), may.SITES_READ, None),
        ("GET", "/versions/{version}/content", on_item(answer.get_version), may.SITES_READ, None),
        ("PUT", "/content", answer.put_content, may.SITES_WRITE, None),
        ("POST", "/createUploadSession", answer.start_upload, may.SITES_WRITE, "create_upload_session"),
        ("GET", "/permissions", on_item(sharing.list_permissions), may.SITES_READ, None),
        ("POST", "/invite", on_item(sharing.invite), may.SITES_WRITE, "invite"),
        ("PATCH", PERMISSION, on_item(sharing.change_permission), may.SITES_WRITE, "permission"),
        ("DELETE", PERMISSION, on_item(sharing.remove_permission), may.SITES_WRITE, None),
    )
    return tuple(
        Route(method, item + way + (end if tail else "") + tail, handler, roles, model)
        for way, end in (("", ""), (":/{path:path}", ":"))
        for method, tail, handler, roles, model in rows
    )


ROUTES = (
    *_on_site(AT, f"{AT}:/drive"),
    *_on_site("/sites/{site}", "/sites/{site}/drive"),
    Route("GET", "/sites/{site}/permissions", granting.list_grants, may.SITES_CONTROL),
    Route("POST", "/sites/{site}/permissions", granting.grant, may.SITES_CONTROL, "permission"),
    Route("GET", "/drives/{drive}", answer.get_drive, may.SITES_READ),
    *(
        route
        for drive in ("/drives/{drive}", "/sites/{site}/drive")
        for route in (
            Route("GET", f"{drive}/root/delta", answer.list_changes, may.SITES_READ),
            Route("GET", f"{drive}/root/delta(token='{{token}}')", answer.list_changes, may.SITES_READ),
            *_on_item(f"{drive}/root"),
            Route("GET", f"{drive}/items/{{item}}/delta", answer.list_changes, may.SITES_READ),
            *_on_item(f"{drive}/items/{{item}}"),
        )
    ),
)
