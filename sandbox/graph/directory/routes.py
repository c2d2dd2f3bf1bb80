"""The directory's table of routes."""

from __future__ import annotations

from sandbox.graph import permissions as may
from sandbox.graph.directory import responses as answer
from sandbox.graph.routing import Route

BY_NAME = "/groups(uniqueName='{unique_name}')"

ROUTES = (
    Route("GET", "/organization", answer.list_organization, may.ORGANIZATION_READ),
    Route("GET", "/users", answer.list_users, may.USERS_LIST),
    Route("GET", "/users/delta", answer.list_user_changes, may.USERS_READ),
    Route("GET", "/users/{user}", answer.get_user, may.USERS_LIST),
    Route("GET", "/groups", answer.list_groups, may.GROUPS_READ),
    Route("POST", "/groups", answer.create_group, may.GROUPS_CREATE, "group"),
    Route("GET", "/groups/delta", answer.list_group_changes, may.MEMBERS_READ),
    Route("GET", "/groups/{group}", answer.get_group, may.GROUPS_READ),
    Route("PATCH", "/groups/{group}", answer.update_group, may.GROUPS_PATCH, "group"),
    Route("DELETE", "/groups/{group}", answer.delete_group, may.GROUPS_WRITE),
    Route("GET", BY_NAME, answer.get_group, may.GROUPS_READ),
    Route("PATCH", BY_NAME, answer.upsert_group, may.GROUPS_UPSERT, "group"),
    Route("DELETE", BY_NAME, answer.delete_group, may.GROUPS_WRITE),
    *(
        route
        for people in ("/groups/{group}/members", "/groups/{group}/owners")
        for route in (
            Route("GET", people, answer.list_people, may.MEMBERS_READ),
            Route("GET", f"{people}/microsoft.graph.user", answer.list_people, may.MEMBERS_READ),
            Route("GET", f"{people}/graph.user", answer.list_people, may.MEMBERS_READ),
            Route("POST", f"{people}/$ref", answer.add_person, may.MEMBERS_WRITE, "reference_create"),
            Route("DELETE", f"{people}/{{person}}/$ref", answer.remove_person, may.MEMBERS_WRITE),
        )
    ),
)
