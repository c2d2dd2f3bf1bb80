"""SharePoint's refusals, in SharePoint's words."""

from __future__ import annotations

from sandbox.graph.errors import GraphError


def no_item() -> GraphError:
    """Say that there is no such file or folder."""
    return GraphError(404, "itemNotFound", "The resource could not be found.")


def no_site(key: str) -> GraphError:
    """Say that there is no such site."""
    return GraphError(404, "itemNotFound", f"Requested site could not be found: {key}")


def name_taken() -> GraphError:
    """Say that the folder has something of this name already."""
    return GraphError(409, "nameAlreadyExists", "An item with the same name already exists under the parent.")


def locked() -> GraphError:
    """Say that somebody has the file open."""
    return GraphError(423, "resourceLocked", "The resource you are attempting to access is locked.")


def bad_name(name: str) -> GraphError:
    """Say that SharePoint does not take this name."""
    return GraphError(
        400, "invalidRequest", f"The provided name '{name}' cannot contain the characters it has."
    )


def invalid(message: str) -> GraphError:
    """Say that the request makes no sense."""
    return GraphError(400, "invalidRequest", message)


def not_a_folder() -> GraphError:
    """Say that a file has no children."""
    return GraphError(400, "invalidRequest", "The item is not a folder.")


def wrong_range(message: str = "Invalid range.") -> GraphError:
    """Say that a piece of an upload does not fit."""
    return GraphError(416, "invalidRange", message)
