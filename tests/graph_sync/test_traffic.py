"""What we send, and what the sandbox answers, against Microsoft's own description of these routes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.graph_sync.test_files import AFTER, publish, save_minutes

SIBLING = Path(__file__).parents[2].parent / "shared" / "graph-openapi"
DESCRIPTION = Path(os.environ.get("TERMTIME_GRAPH_OPENAPI", SIBLING))


@pytest.mark.skipif(
    not (DESCRIPTION / "check_requests.py").exists(),
    reason="Microsoft's description of Graph is not here; TERMTIME_GRAPH_OPENAPI says where it is",
)
async def test_the_traffic_of_a_term_is_as_microsoft_describes_it(open_office, year, change, tmp_path):
    record = tmp_path / "traffic.jsonl"
    async with open_office(year.trust, record=record) as office:
        await office.sync(year)
        await office.sync(change(year, "2026-27/maths/spring-1", place="elm", format="in-person"))
        published = publish(change(year, "2026-27/maths/spring-1", place="elm", format="in-person"), "Ratio")
        await office.sync(published)
        await office.sync(save_minutes(published, "One plan."), AFTER)
        office.store.rows.clear()
        await office.sync(change(year, "2026-27/maths/spring-2", status="cancelled"))

    command = [sys.executable, str(DESCRIPTION / "check_requests.py"), str(DESCRIPTION / "graph_subset.json"),
               str(record), "--responses"]  # fmt: skip
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "0 with violations" in checked.stdout, checked.stdout
