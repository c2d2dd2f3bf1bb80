"""What each intent needs to be answered: a group, one meeting, a topic, or nothing but the asker.

An intent that is in none of these sets is about the asker, the trust or a school.
"""

from __future__ import annotations

# Where the group says whose papers are meant, and is no part of the topic.
OF_PAPERS = frozenset({"decisions", "search"})
# These need a group: without one, whose is asked back.
ABOUT_A_GROUP = frozenset({
    "group_dates", "group_chair", "group_minutes", "group_members", "group_purpose", "join_group", "group_agenda",
    "decisions", "replies", "saved_where", "why_date", "free_slots",
})  # fmt: skip
# Asked of one group or of the asker's own.
OF_EITHER = frozenset(
    {"actions", "clashes", "meeting_detail", "rooms", "moderation", "changes", "search", "proposals"}
)
# Asked of a kind of meeting as well as of any.
OF_A_KIND = frozenset({"meeting_detail", "group_dates"})
KINDS = frozenset({"conference", "moderation", "workshop", "forum"})
# Asked of one meeting: the one just shown, where none is named.
OF_ONE_MEETING = frozenset(
    {"meeting_detail", "why_date", "replies", "group_agenda", "clashes", "saved_where"}
)
# Asked of no group: one that is named belongs to the topic.
OF_A_TOPIC = frozenset({"glossary", "partners", "deadlines", "school_lead", "search", "decisions", "rooms"})
OWN = {"next_meeting": "group_dates", "my_meetings": "group_dates", "my_groups": "group_members"}
OUT_OF_SCOPE = "out_of_scope"
PLEASANTRIES = frozenset({"hello", "thanks"})
BY_RULE = frozenset({"settle", "proposals"})

# What people have done by typing, by what it is done to.
OF_REPLIES = frozenset({"give_reply", "accept_meeting", "maybe_meeting", "send_apologies"})
OF_AGENDAS = frozenset({
    "edit_agenda", "new_item", "proposed_items", "agenda_suggestions", "draft_agenda", "publish_agenda", "add_item",
    "propose_item", "edit_item", "move_item", "drop_item", "take_item", "turn_down_item",
})  # fmt: skip
OF_MINUTES = frozenset({
    "take_minutes", "note_attendance", "add_decision", "add_action", "write_summary", "correct_minutes",
    "save_minutes", "approve_minutes", "reopen_minutes", "minutes_versions", "found_in_word",
})  # fmt: skip
OF_ACTIONS = frozenset(
    {"one_action", "finish_action", "reopen_action", "carry_action", "reassign_action", "action_day"}
)
OF_MEETINGS = frozenset({"move_meeting", "add_meeting", "cancel_meeting"})
# What a word does, with nothing asked before; calling off does where a reason is said.
DONE_AT_ONCE = frozenset({
    "accept_meeting", "maybe_meeting", "send_apologies", "draft_agenda", "publish_agenda", "add_item", "propose_item",
    "edit_item", "move_item", "drop_item", "take_item", "turn_down_item", "note_attendance", "add_decision",
    "add_action", "write_summary", "correct_minutes", "save_minutes", "approve_minutes", "reopen_minutes",
    "found_in_word", "finish_action", "reopen_action", "carry_action", "reassign_action", "cancel_meeting", "move_it",
    "add_it", "agree", "refuse", "undo",
})  # fmt: skip
