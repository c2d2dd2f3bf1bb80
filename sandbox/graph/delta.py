"""What changed since: a feed of keys in the order of their last change, and the tokens that point into it.

A nextLink and a deltaLink carry the same token (how far the reader has come, and the question asked at first); only
the parameter's name differs. Tokens from before `expire` answer 410, and the reader starts again.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.errors import GraphError, bad_request

PAGE = 200
LATEST = "latest"


@dataclass(slots=True)
class Feed:
    """Keys in the order they last changed. A key stays after its thing is gone, so that the going is reported."""

    epoch: int = 0
    clock: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    born: dict[str, int] = field(default_factory=dict)

    def touch(self, key: str) -> int:
        """Note a change of `key` and return its place in the order."""
        self.clock += 1
        if self.changed.pop(key, None) is None:
            self.born.setdefault(key, self.clock)
        self.changed[key] = self.clock
        return self.clock

    def since(self, place: int) -> list[str]:
        """Return the keys that changed after `place`, oldest change first."""
        late = takewhile(lambda entry: entry[1] > place, reversed(self.changed.items()))
        return [key for key, _ in late][::-1]

    def expire(self) -> None:
        """Forget every token given out so far."""
        self.epoch += 1


def write_token(feed: Feed, place: int, question: Json) -> str:
    """Return an opaque token for a reader who has come as far as `place`."""
    text = json.dumps([feed.epoch, place, question], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(feed: Feed, token: str) -> tuple[int, Json]:
    """Return the place and the question in a token.

    Raises:
        GraphError: 410 when the token is not (or no longer) one of this feed's.
    """
    try:
        epoch, place, question = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, TypeError):
        raise _gone() from None
    if epoch != feed.epoch or not isinstance(place, int) or place > feed.clock:
        raise _gone()
    return place, question


def serve_delta(
    call: Call,
    feed: Feed,
    shape: Callable[[str, int, Json], Json | None],
    question: Callable[[], Json],
    *,
    route: str,
    names: tuple[str, str] = ("$deltatoken", "$skiptoken"),
) -> Answer:
    """Answer one request of a delta round.

    Args:
        call: The request, with or without a token.
        feed: What changed, and when.
        shape: `(key, place the reader had come to, question)` -> what to say of the key, or None for nothing.
        question: Reads the question off a request without a token.
        route: The path for the links, below the version root.
        names: The token's parameter in a deltaLink and in a nextLink.
    """
    delta_name, skip_name = names
    token = call.query.get(delta_name) or call.query.get(skip_name)
    if token == LATEST:
        place, asked = feed.clock, question()
    else:
        place, asked = read_token(feed, token) if token else (0, question())
    start = asked.get("from", place)
    keys = feed.since(place)
    page = keys[: _page_size(call)]
    value = list(_shaped(page, start, asked, shape))
    if len(page) < len(keys):
        link = f"{call.root}{route}?{skip_name}=" + write_token(
            feed, feed.changed[page[-1]], {**asked, "from": start}
        )
        return Answer(200, {"value": value, "@odata.nextLink": link})
    done = {key: value for key, value in asked.items() if key != "from"}
    link = f"{call.root}{route}?{delta_name}=" + write_token(feed, feed.clock, done)
    return Answer(200, {"value": value, "@odata.deltaLink": link})


def _shaped(
    keys: Iterable[str], start: int, asked: Json, shape: Callable[[str, int, Json], Json | None]
) -> Iterable[Json]:
    return (said for key in keys if (said := shape(key, start, asked)) is not None)


def _page_size(call: Call) -> int:
    asked = call.prefers("odata.maxpagesize") or call.query.get("$top") or str(PAGE)
    if not asked.isdigit() or not int(asked):
        raise bad_request(f"A page of {asked} items makes no sense.")
    return min(int(asked), 999)


def _gone() -> GraphError:
    return GraphError(
        410,
        "SyncStateNotFound",
        "The sync state generation is not found; synchronize again from the beginning.",
    )
