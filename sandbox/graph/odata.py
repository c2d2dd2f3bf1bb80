"""The OData options we serve: $filter (a useful part of it), $select, $top with paging, $count.

What is not understood is refused with 400 rather than ignored, so that a test never passes by accident.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.errors import bad_request

T = TypeVar("T")
Test = Callable[[Json], bool]

TEXT = r"'((?:[^']|'')*)'"
STARTSWITH = re.compile(rf"startswith\(\s*([\w/]+)\s*,\s*{TEXT}\s*\)", re.IGNORECASE)
COMPARE = re.compile(rf"([\w/]+)\s+(eq|ne|ge|gt|le|lt)\s+(?:{TEXT}|(true|false|null|[\w:.+-]+))")
ONE_OF = re.compile(rf"([\w/]+)\s+in\s+\(((?:\s*{TEXT}\s*,?)+)\)")
ANY = re.compile(rf"(\w+)/any\(\s*(\w+)\s*:\s*\2\s+eq\s+{TEXT}\s*\)", re.IGNORECASE)
PROPERTY = re.compile(
    rf"singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id\s+eq\s+{TEXT}\s+and\s+\1/value\s+eq\s+{TEXT}\s*\)",
    re.IGNORECASE,
)
MOST_CLAUSES = 15
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
}


UNSERVED = frozenset({"$expand", "$orderby", "$search", "$format", "$apply", "$compute"})


def check_options(query: Mapping[str, str], served: frozenset[str]) -> None:
    """Refuse a query option the route would ignore."""
    for name in query:
        if name in UNSERVED and name not in served:
            raise bad_request(f"The query option '{name}' is not served here.", "Request_UnsupportedQuery")


def make_filter(text: str | None) -> Test:
    """Return a test of a resource for a $filter: clauses joined by `and`, or all by `or`.

    Raises:
        GraphError: 400 when a clause is of a kind not served here.
    """
    if not text:
        return lambda _: True
    clauses = _split(text, " and ")
    if len(clauses) > 1:
        tests = [make_filter(clause) for clause in clauses]
        return lambda row: all(test(row) for test in tests)
    clauses = _split(text, " or ")
    if len(clauses) > 1:
        _check_clauses(len(clauses))
        tests = [make_filter(clause) for clause in clauses]
        return lambda row: any(test(row) for test in tests)
    return _make_clause(text.strip())


def _make_clause(text: str) -> Test:
    if text.startswith("(") and text.endswith(")"):
        return make_filter(text[1:-1])
    if match := PROPERTY.fullmatch(text):
        wanted = (split_property_id(_unquote(match[2])), _unquote(match[3]).lower())
        return lambda row: wanted in row.get("_properties", ())
    if match := STARTSWITH.fullmatch(text):
        path, start = match[1], _unquote(match[2]).lower()
        return lambda row: str(_at(row, path) or "").lower().startswith(start)
    if match := ANY.fullmatch(text):
        path, value = match[1], _unquote(match[3]).lower()
        return lambda row: value in [str(item).lower() for item in row.get(path) or []]
    if match := ONE_OF.fullmatch(text):
        path, values = match[1], {_unquote(v).lower() for v in re.findall(TEXT, match[2])}
        _check_clauses(len(values))
        return lambda row: str(_at(row, path)).lower() in values
    if match := COMPARE.fullmatch(text):
        return _make_comparison(match)
    raise bad_request(f"Invalid filter clause: {text}", "Request_UnsupportedQuery")


def _check_clauses(count: int) -> None:
    if count > MOST_CLAUSES:
        raise bad_request(
            "Too many child clauses specified in search filter expression containing 'OR' operators: "
            f"{count}. Max allowed: {MOST_CLAUSES}.",
            "Request_UnsupportedQuery",
        )


def _make_comparison(match: re.Match[str]) -> Test:
    path, how = match[1], match[2]
    word: Any = {"true": True, "false": False, "null": None}.get(match[4] or "", match[4])
    value = _fold(_unquote(match[3]) if match[3] is not None else word)
    if how == "eq":
        return lambda row: bool(_fold(_at(row, path)) == value)
    if how == "ne":
        return lambda row: bool(_fold(_at(row, path)) != value)
    compare = ORDER[how]
    return lambda row: isinstance(_at(row, path), str) and compare(_fold(_at(row, path)), str(value))


def split_property_id(text: str) -> tuple[str, str]:
    """Return an extended property's id as (type and set, name): the first compares in any case, the name exactly."""
    head, _, name = text.partition(" Name ")
    return " ".join(head.lower().split()), name.strip()


def put_in_order(rows: list[T], text: str | None, look: Callable[[T], Json]) -> list[T]:
    """Return the rows in the order of one $orderby property, `asc` unless it says `desc`."""
    if not text:
        return rows
    path, _, way = text.strip().partition(" ")
    return sorted(
        rows, key=lambda row: str(_at(look(row), path) or ""), reverse=way.strip().lower() == "desc"
    )


def select(row: Json, fields: frozenset[str] | None, always: frozenset[str] = frozenset({"id"})) -> Json:
    """Return the row with only the selected fields; annotations and `always` stay."""
    if fields is None:
        return row
    return {k: v for k, v in row.items() if k in fields or k in always or k.startswith("@")}


def selected(call: Call) -> frozenset[str] | None:
    """Return the fields of $select, or None when there is none."""
    text = call.query.get("$select")
    return frozenset(field.strip() for field in text.split(",")) if text else None


def serve_page(
    call: Call, rows: Iterable[T], shape: Callable[[T], Json], *, page: int = 100, most: int = 999
) -> Answer:
    """Answer one page of a collection, with a nextLink when there is more."""
    everything = list(rows)
    size = _number(call, "$top", page)
    if size > most or not size:
        raise bad_request(f"Invalid page size specified: '{size}'. Must be between 1 and {most} inclusive.")
    skip = _number(call, "$skiptoken", 0) or _number(call, "$skip", 0)
    chunk = everything[skip : skip + size]
    body: Json = {"value": [shape(row) for row in chunk]}
    if call.query.get("$count", "").lower() == "true":
        body = {"@odata.count": len(everything), **body}
    if skip + size < len(everything):
        kept = {k: v for k, v in call.query.items() if k not in ("$skip", "$skiptoken")}
        query = "&".join(
            f"{k}={quote(v, safe='')}" for k, v in {**kept, "$skiptoken": str(skip + size)}.items()
        )
        body["@odata.nextLink"] = f"{call.root}{quote(call.path)}?{query}"
    return Answer(200, body)


def _number(call: Call, name: str, otherwise: int) -> int:
    text = call.query.get(name)
    if text is None:
        return otherwise
    if not text.isdigit():
        raise bad_request(f"Invalid value '{text}' for {name} query option found.")
    return int(text)


def _split(text: str, word: str) -> list[str]:
    """Split at a word that stands outside quotes and brackets."""
    parts, depth, quoted, start, i = [], 0, False, 0, 0
    while i < len(text):
        char = text[i]
        quoted ^= char == "'"
        depth += 0 if quoted else (char == "(") - (char == ")")
        if not quoted and not depth and text[i : i + len(word)].lower() == word:
            parts.append(text[start:i])
            start = i = i + len(word)
            continue
        i += 1
    return [*parts, text[start:]]


def _unquote(text: str) -> str:
    return text.replace("''", "'")


def _fold(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _at(row: Json, path: str) -> Any:
    value: Any = row
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value
