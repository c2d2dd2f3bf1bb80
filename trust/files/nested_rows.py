"""From a JSON or YAML text to its rows, which keep their nesting.

A JSON row is told by the line its object starts on, a YAML field by its own line. Every YAML scalar stays text,
because YAML would read 15:45 as the number 945; cells are understood in one place for every kind of file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import yaml

from trust.files.faults import Fault
from trust.files.rows import Row, Rows
from trust.files.spellings import show

_DEEPEST = 20


def read_json(file: str, text: str) -> Rows:
    """Split a JSON list of objects into rows."""
    decoder = json.JSONDecoder(object_pairs_hook=_without_doubles)
    try:
        if not isinstance(json.loads(text), list):
            return (), (Fault(file, 1, "", "must be a list of objects: [ {…}, {…} ]."),)
    except json.JSONDecodeError as error:
        return (), (Fault(file, error.lineno, "", f"is not JSON: {error.msg.lower()}."),)
    except (RecursionError, ValueError):
        return (), (
            Fault(file, 0, "", "cannot be read: it is nested too deeply or holds too long a number."),
        )
    rows: list[Row] = []
    faults: list[Fault] = []
    space = re.compile(r"[\s,]*")
    at = text.index("[") + 1
    line, counted = 1, 0
    while text[at := space.match(text, at).end()] != "]":  # type: ignore[union-attr]  # it matches nothing, too
        line, counted = line + text.count("\n", counted, at), at
        try:
            found, at = decoder.raw_decode(text, at)
        except _DoubleKeyError as error:
            faults.append(Fault(file, line, str(error), "is given twice in one object; keep one."))
            found, at = json.JSONDecoder().raw_decode(text, at)
            continue
        if isinstance(found, dict):
            rows.append(Row(line, found))
        else:
            faults.append(Fault(file, line, "", f"{show(found)} is not an object; write {{…}}."))
    return tuple(rows), tuple(faults)


class _DoubleKeyError(ValueError):
    """A key given twice, which JSON would silently settle in favour of the last."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, count in Counter(key for key, _ in pairs).items():
        if count > 1:
            raise _DoubleKeyError(key)
    return {key: value for key, value in pairs if value is not None}


def read_yaml(file: str, text: str) -> Rows:
    """Read a YAML mapping as one row whose scalars are all text."""
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    try:
        if why := _find_unwanted(text):
            return (), (Fault(file, 0, "", why),)
        root = yaml.compose(text, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return (), (Fault(file, line, "", f"is not YAML: {error.problem}."),)
    except yaml.YAMLError:
        return (), (Fault(file, 0, "", "is not YAML: it holds a character YAML does not allow."),)
    if not isinstance(root, yaml.MappingNode):
        return (), (Fault(file, 1, "", "must be a mapping, such as “name: Fernvale Learning Trust”."),)
    cells = _plain(file, root, "", lines, faults)
    return (Row(1, cells, lines),), tuple(faults)


def _find_unwanted(text: str) -> str:
    """Refuse what could make a small text enormous or endless before it is built."""
    depth = 0
    for event in yaml.parse(text, yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            return "uses a YAML alias (*name); write the value out instead."
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return "is nested too deeply."
    return ""


def _plain(file: str, node: yaml.Node, path: str, lines: dict[str, int], faults: list[Fault]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(file, item, _join(path, str(n)), lines, faults) for n, item in enumerate(node.value, 1)
        ]
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in ("", "~", "null") else node.value
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        inner = _join(path, key)
        if key in found:
            faults.append(Fault(file, key_node.start_mark.line + 1, inner, "is given twice; keep one."))
        value = _plain(file, value_node, inner, lines, faults)
        lines[inner] = key_node.start_mark.line + 1
        if value is not None:
            found[key] = value
    return found


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step
