"""Names SharePoint accepts, made from names people gave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

FORBIDDEN = re.compile(r'["*:<>?/\\|\x00-\x1f]+')
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d|desktop\.ini|\.lock|forms)$")
LONGEST = 100


def make_file_name(text: str) -> str:
    """Make a text into a name SharePoint takes for a folder or a file.

    >>> make_file_name(' KS3: reading / writing? ')
    'KS3 reading writing'
    """
    name = re.sub(r"\s+", " ", FORBIDDEN.sub(" ", text)).replace("_vti_", "vti").lstrip("~$ ")
    name = name[:LONGEST].strip(" .")
    return f"{name} folder" if RESERVED.match(name) else name or "Untitled"


def make_meeting_name(day: date, title: str) -> str:
    """Name a meeting's folder, so that a list of them sorts by date.

    >>> make_meeting_name(date(2027, 1, 19), "Spring meeting")
    '2027-01-19 Spring meeting'
    """
    return make_file_name(f"{day:%Y-%m-%d} {title}")


def make_distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Tell apart names that SharePoint, which ignores case, would take for the same.

    >>> make_distinct({"maths-primary": "Maths", "maths-secondary": "maths", "art": "Art"})
    {'maths-primary': 'Maths (maths-primary)', 'maths-secondary': 'maths (maths-secondary)', 'art': 'Art'}
    """
    seen = Counter(name.casefold() for name in names.values())
    return {key: f"{name} ({key})" if seen[name.casefold()] > 1 else name for key, name in names.items()}
