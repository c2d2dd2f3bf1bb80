from __future__ import annotations

import pytest

from sandbox.connector.state import Conversation
from sandbox.pages.messages import make_bubbles, read_card
from sandbox.pages.times import make_weeks

ORGANISER = "/users/codesign@trust.example/events"


async def look(graph, path):
    async with graph.http.get(graph.sandbox.url + path) as response:
        return response.status, await response.text()


@pytest.fixture
async def busy(graph, event):
    """Return a tenant with a meeting, a list, a file and a message."""
    made = await graph.post(
        ORGANISER, event(1, 2, isOnlineMeeting=True, location={"displayName": "Hall <1>"})
    )
    people = [f"https://graph.microsoft.com/v1.0/users/{graph.user_id(n)}" for n in (1, 2)]
    group = {
        "displayName": "Maths list",
        "mailNickname": "maths",
        "mailEnabled": True,
        "securityEnabled": False,
        "members@odata.bind": people,
    }
    graph.group = await graph.post("/groups", group)
    drive = (await graph.get("/sites/trust.sharepoint.com:/sites/codesign:/drive"))["id"]
    await graph.call("PUT", f"/drives/{drive}/root:/2026-27/Maths/Agenda.docx:/content", b"a document")
    invite = {"recipients": [{"email": "maths@trust.example"}], "roles": ["write"], "sendInvitation": False,
              "retainInheritedPermissions": False}  # fmt: skip
    await graph.post(f"/drives/{drive}/root:/2026-27/Maths:/invite", invite)
    talk = Conversation("19:a@thread.v2", "groupChat", "Chairs")
    talk.add({
        "id": "1", "type": "message", "text": "Next: Maths", "timestamp": "2026-11-22T09:00:00Z",
        "from": {"id": "28:bot-app", "name": "Termtime"},
        "attachments": [{"content": {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Hello card"}]}}],
    })  # fmt: skip
    graph.sandbox.state.conversations.by_id[talk.id] = talk
    graph.made = made
    return graph


async def test_overview_counts_what_there_is(busy):
    status, page = await look(busy, "/")

    assert status == 200
    assert "<b>8</b>" in page
    assert "Mathematics co-design" in page
    assert "Tue 12 Jan 2027, 15:45 to 17:00" in page


async def test_person_sees_their_weeks_and_every_mail(busy):
    _, page = await look(busy, "/people/teacher1@trust.example")

    assert "<b>15:45</b> Mathematics co-design" in page
    assert "11 Jan 2027" in page
    assert page.count('class="mail"') == 1
    assert "Maths list" in page


async def test_search_finds_by_name_and_school(busy):
    _, found = await look(busy, "/people?q=ashdown+3")
    _, nobody = await look(busy, "/people?q=zzz")

    assert ("Teacher 3" in found, "Teacher 2" in found) == (True, False)
    assert "Nobody here matches" in nobody


async def test_meeting_shows_replies_and_escapes_what_people_wrote(busy):
    _, page = await look(busy, f"/meetings/{busy.made['iCalUId']}")

    assert "Hall &lt;1&gt;" in page
    assert page.count("none yet") == 2


async def test_list_shows_its_members(busy):
    _, lists = await look(busy, "/lists")
    _, one = await look(busy, f"/lists/{busy.group['id']}")

    assert "maths@trust.example" in lists
    assert ("Teacher 1" in one, "Teacher 3" in one, "No owner." in one) == (True, False, True)


async def test_files_are_a_tree_with_permissions_and_can_be_opened(busy):
    _, page = await look(busy, "/files")
    link = page.split('class="file"><a href="')[1].split('"')[0]

    assert "Agenda.docx" in page
    assert "Maths list (list, write)" in page
    assert await look(busy, link) == (200, "a document")


async def test_conversation_shows_cards_as_text_and_as_json(busy):
    _, talks = await look(busy, "/teams")
    link = talks.split('<th scope="row"><a href="')[1].split('"')[0]
    _, page = await look(busy, link)

    assert "Next: Maths" in page
    assert "<p>Hello card</p>" in page
    assert "&#34;TextBlock&#34;" in page


@pytest.mark.parametrize(
    "path", ["/", "/people", "/people/teacher1@trust.example", "/lists", "/files", "/teams"]
)
async def test_empty_pages_say_so_and_have_one_heading_and_a_labelled_search(graph, path):
    status, page = await look(graph, path)

    assert (status, page.count("<h1>"), '<label for="q">' in page, 'lang="en-GB"' in page) == (
        200,
        1,
        True,
        True,
    )
    assert "http://" not in page.replace(graph.sandbox.url, "")
    assert "https://" not in page


@pytest.mark.parametrize("path", ["/people/x", "/lists/x", "/meetings/x", "/files/x/y", "/teams/chats/x"])
async def test_what_is_not_there_is_404(graph, path):
    assert (await look(graph, path))[0] == 404


def test_card_is_read_in_order():
    card = {
        "type": "AdaptiveCard",
        "body": [
            {"type": "TextBlock", "text": "Maths"},
            {"type": "FactSet", "facts": [{"title": "When", "value": "Tuesday"}]},
            {
                "type": "ColumnSet",
                "columns": [{"type": "Column", "items": [{"type": "TextBlock", "text": "Hall"}]}],
            },
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "bring "}, "work"]},
            {"type": "Input.Text", "id": "reason", "label": "Reason"},
        ],
        "actions": [{"type": "Action.Execute", "title": "Apologise"}],
    }

    assert read_card(card) == [
        "Maths",
        "When: Tuesday",
        "Hall",
        "bring ",
        "work",
        "Reason: ____",
        "[Apologise]",
    ]


def test_message_without_text_or_card_is_an_empty_bubble():
    talk = Conversation("x", "personal", "X")
    talk.add({"id": "1", "timestamp": "2026-06-22T09:00:00Z", "from": {"id": "29:1", "name": "A"}})

    (bubble,) = make_bubbles(talk)
    assert (bubble.by_bot, bubble.text, bubble.cards, bubble.when) == (
        False,
        "",
        (),
        "Mon 22 Jun 2026, 10:00",
    )


async def test_weekend_is_shown_only_when_needed(graph, event):
    await graph.post(ORGANISER, event(1))
    calendar = graph.sandbox.state.calendars.of(graph.user_id(1))
    weekdays, _ = make_weeks(calendar.entries.values())
    await graph.post(ORGANISER, event(1, start="2027-01-16T10:00:00"))
    all_days, weeks = make_weeks(calendar.entries.values())

    assert (len(weekdays), len(all_days), len(weeks)) == (5, 7, 1)
