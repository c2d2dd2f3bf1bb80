"""Outlook's table of routes. All of them count against the four places an app has at a mailbox."""

from __future__ import annotations

from sandbox.graph import permissions as may
from sandbox.graph.outlook import responses as answer
from sandbox.graph.routing import Route

ONE = frozenset({"$expand"})
LIST = ONE | {"$orderby"}
EVENT = "/users/{user}/events/{event}"

ROUTES = (
    Route("GET", "/users/{user}/calendar", answer.get_calendar, may.CALENDARS_BASIC),
    Route(
        "POST", "/users/{user}/calendar/getSchedule", answer.get_schedule, may.CALENDARS_BASIC, "get_schedule"
    ),
    Route("GET", "/users/{user}/events", answer.list_events, may.CALENDARS_READ, options=LIST),
    Route("POST", "/users/{user}/events", answer.create_event, may.CALENDARS_WRITE, "event"),
    Route("GET", "/users/{user}/calendar/events", answer.list_events, may.CALENDARS_READ, options=LIST),
    Route("POST", "/users/{user}/calendar/events", answer.create_event, may.CALENDARS_WRITE, "event"),
    Route("GET", "/users/{user}/calendarView", answer.list_view, may.CALENDARS_READ, options=LIST),
    Route("GET", "/users/{user}/calendar/calendarView", answer.list_view, may.CALENDARS_READ, options=LIST),
    Route(
        "GET", "/users/{user}/calendarView/delta", answer.list_view_changes, may.CALENDARS_READ, options=LIST
    ),
    Route("GET", EVENT, answer.get_event, may.CALENDARS_READ, options=ONE),
    Route("PATCH", EVENT, answer.update_event, may.CALENDARS_WRITE, "event"),
    Route("DELETE", EVENT, answer.delete_event, may.CALENDARS_WRITE),
    Route("POST", f"{EVENT}/cancel", answer.cancel_event, may.CALENDARS_WRITE, "cancel"),
    Route("POST", f"{EVENT}/accept", answer.reply_to_event, may.CALENDARS_WRITE, "accept"),
    Route("POST", f"{EVENT}/decline", answer.reply_to_event, may.CALENDARS_WRITE, "decline"),
    Route(
        "POST", f"{EVENT}/tentativelyAccept", answer.reply_to_event, may.CALENDARS_WRITE, "tentatively_accept"
    ),
    Route("POST", "/users/{user}/sendMail", answer.send_mail, may.MAIL_SEND, "send_mail"),
)
