"""The report of a simulated year as tables for a terminal."""

from __future__ import annotations

from rich.table import Table

from termtime.simulation.reporting import YearReport
from termtime.terminal import make_table


def make_report_tables(report: YearReport) -> tuple[Table, ...]:
    """Lay out what a year came to, and what people were told without asking."""
    meetings = f"{report.held} held, {report.cancelled} called off, {report.moved} moved"
    minutes = f"{report.minutes_on_time:.0%} on time; {report.minutes_approved} approved"
    actions = f"{report.actions_closed} closed, {report.actions_overdue} overdue"
    rows = [
        ("Meetings", f"{report.meetings}: {meetings}"),
        ("Agendas", f"{report.agendas_published} published, {report.agendas_on_time:.0%} on time"),
        ("Minutes", f"{report.minutes_saved} saved, {minutes}"),
        ("Actions", f"{report.actions} agreed, {actions}"),
        ("Replies", str(report.replies)),
        ("People who joined", str(report.joined)),
        ("Mails", f"{report.mails}: {report.mails_per_person} a person, {report.mails_most} at the most"),
        (
            "Messages",
            f"{report.messages}: {report.messages_per_person} a person, {report.messages_most} at the most",
        ),
        ("Deliveries", ", ".join(f"{count} {outcome}" for outcome, count in report.deliveries.items())),
        ("Sent twice", str(report.duplicate_nudges)),
        ("Sent in quiet hours", str(report.quiet_hours_nudges)),
        ("Sent to people not entitled", str(report.unentitled_nudges)),
        ("Not accounted for", str(report.unaccounted)),
        ("Left without an answer", str(report.unanswered)),
        ("Loose ends nobody was told of", str(report.loose_ends)),
    ]
    if report.replicas > 1:
        rows += [
            ("Replicas", f"{report.replicas}, killed {report.killed} times"),
            ("Sent again after no answer", str(report.sent_again)),
            ("Differs from the undisturbed year", str(len(report.differences))),
            ("Differs, as a kill explains", str(len(report.explained))),
        ]
    kinds = [(kind.replace("_", " ").capitalize(), count) for kind, count in report.messages_by_kind.items()]
    return (
        make_table(f"A year in {report.seconds:.0f} s", "What", "How it went", rows=rows),
        make_table("Told without being asked", "Kind", "#Times", rows=kinds),
    )
