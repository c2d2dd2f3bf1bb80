"""What Graph shows of sites, drives, items and permissions."""

from __future__ import annotations

from urllib.parse import quote

from sandbox.graph.call import Json
from sandbox.graph.drives.state import Drive, Item, Site, Version


def shape_site(site: Site) -> Json:
    """Return a site."""
    return {
        "id": site.id,
        "name": site.path.rsplit("/", 1)[-1],
        "displayName": site.display_name,
        "webUrl": site.web_url,
        "createdDateTime": site.created,
        "lastModifiedDateTime": site.created,
        "root": {},
        "siteCollection": {"hostname": site.hostname},
    }


def shape_drive(drive: Drive) -> Json:
    """Return a drive."""
    used = sum(len(item.content or b"") for item in drive.items.values())
    return {
        "id": drive.id,
        "name": drive.name,
        "driveType": "documentLibrary",
        "webUrl": drive.web_url,
        "quota": {"used": used, "total": 27_487_790_694_400, "state": "normal"},
    }


def shape_item(drive: Drive, item: Item) -> Json:
    """Return a driveItem."""
    path = drive.path_of(item)
    shown: Json = {
        "id": item.id,
        "name": item.name,
        "size": len(item.content or b""),
        "eTag": item.etag,
        "cTag": item.ctag,
        "webUrl": drive.web_url + quote(path),
        "createdDateTime": item.created,
        "lastModifiedDateTime": item.modified,
        "fileSystemInfo": {"createdDateTime": item.created, "lastModifiedDateTime": item.modified},
        "parentReference": {"driveType": "documentLibrary", "driveId": drive.id, "siteId": drive.site_id},
    }
    if item.parent is not None:
        above = path.rsplit("/", 1)[0]
        shown["parentReference"].update(
            id=item.parent, path=f"/drives/{drive.id}/root:{quote(above)}", name=drive.items[item.parent].name
        )
    else:
        shown["root"] = {}
    if item.is_folder:
        shown["folder"] = {"childCount": len(drive.children.get(item.id, ()))}
    else:
        shown["file"] = {"mimeType": item.mime, "hashes": {"quickXorHash": item.digest}}
    if item.grants and item.parent is not None:
        shown["shared"] = {"scope": "users"}
    return shown


def shape_versions(item: Item) -> list[Json]:
    """Return a file's versions, the latest first; SharePoint counts them 1.0, 2.0 and so on."""
    if item.content is None:
        return []
    known = [*item.versions, Version(item.content, item.modified)]
    return [
        {"id": f"{number}.0", "lastModifiedDateTime": version.modified, "size": len(version.content)}
        for number, version in reversed(list(enumerate(known, 1)))
    ]


def shape_removed(drive: Drive, item_id: str) -> Json:
    """Return what delta says of an item that is gone."""
    return {"id": item_id, "parentReference": {"driveId": drive.id}, "deleted": {"state": "deleted"}}


def shape_permissions(drive: Drive, item: Item) -> list[Json]:
    """Return every permission on an item, its own first, then what it inherits and from where."""
    shown = list(item.grants)
    at = item
    while at.inherits and at.parent is not None:
        at = drive.items[at.parent]
        source = {
            "driveId": drive.id,
            "id": at.id,
            "path": f"/drives/{drive.id}/root:{quote(drive.path_of(at))}",
        }
        shown += [{**grant, "inheritedFrom": source} for grant in at.grants]
    return shown
