"""Every page there is, with what makes it and what lays it out."""

from __future__ import annotations

from bot.ports import Desk
from termtime.answering import StoreClerk
from termtime.pages.page import Ask, Page
from termtime.pages.viewer import Viewer
from termtime.pages.views.audit import fetch_audit, make_audit_page
from termtime.pages.views.deliveries import fetch_deliveries, show_deliveries
from termtime.pages.views.drift import make_drift_page
from termtime.pages.views.fairness import fetch_fairness, make_fairness_page
from termtime.pages.views.feeds import fetch_feeds, make_feeds_page
from termtime.pages.views.group import make_group_page
from termtime.pages.views.groups import make_groups_page
from termtime.pages.views.health import fetch_health, make_health_page
from termtime.pages.views.meeting import fetch_reason, make_meeting_page
from termtime.pages.views.my import make_my_page
from termtime.pages.views.planning import fetch_appraisal, make_planning_page
from termtime.pages.views.planning_compare import make_compare_page
from termtime.pages.views.planning_publish import fetch_preview, make_publish_page
from termtime.pages.views.planning_trials import fetch_trial, fetch_trials, make_trial_page, make_trials_page
from termtime.pages.views.planning_why import fetch_times, make_why_page
from termtime.pages.views.reach import fetch_reach, make_reach_page
from termtime.pages.views.year import make_year_page
from termtime.store import SqlStore


async def fetch_desk(store: SqlStore, viewer: Viewer, _ask: Ask) -> Desk:
    """Read what waits to be decided."""
    return await StoreClerk(store, lambda: viewer.now).fetch_desk()


PAGES = (
    Page("/", "my.html", make_my_page, "my", fetch_desk),
    Page("/year", "year.html", make_year_page, "year"),
    Page("/feeds", "feeds.html", make_feeds_page, "feeds", fetch_feeds),
    Page("/groups", "groups.html", make_groups_page, "groups"),
    Page("/groups/{group}", "group.html", make_group_page, "groups"),
    Page("/meetings/{year}/{group}/{rule}", "meeting.html", make_meeting_page, "groups", fetch_reason),
    Page("/lead", "lead_health.html", make_health_page, "lead", fetch_health),
    Page("/lead/reach", "lead_reach.html", make_reach_page, "lead", fetch_reach),
    Page("/lead/fairness", "lead_fairness.html", make_fairness_page, "lead", fetch_fairness),
    Page("/lead/drift", "lead_drift.html", make_drift_page, "lead", fetch_desk),
    Page("/lead/deliveries", "lead_deliveries.html", show_deliveries, "lead", fetch_deliveries),
    Page("/planning", "planning.html", make_planning_page, "planning", fetch_appraisal),
    Page("/planning/why/{year}/{group}/{rule}", "planning_why.html", make_why_page, "planning", fetch_times),
    Page("/planning/what-if", "planning_trials.html", make_trials_page, "planning", fetch_trials),
    Page("/planning/what-if/{id}", "planning_trial.html", make_trial_page, "planning", fetch_trial),
    Page("/planning/compare", "planning_compare.html", make_compare_page, "planning", fetch_trials),
    Page("/planning/publish", "planning_publish.html", make_publish_page, "planning", fetch_preview),
    Page("/audit", "audit.html", make_audit_page, "audit", fetch_audit),
)
