from __future__ import annotations

import pytest


@pytest.fixture
def variables() -> dict[str, str]:
    """An installation's values, as its environment file has them."""
    return {
        "TEAMS_APP_ID": "6a1f1f0e-64c6-4a43-9d7e-3a1f5d1f0c11",
        "BOT_ID": "0d3c7a52-8f57-4f0e-8a66-1a2b3c4d5e6f",
        "SIGN_IN_APP_ID": "b7a1c5e2-3f60-4c8e-9d15-7e2f4a6b8c90",
        "PUBLIC_HOST": "termtime.fernvale.example",
        "DEVELOPER_NAME": "Fernvale Learning Trust",
        "WEBSITE_URL": "https://fernvale.example",
        "PRIVACY_URL": "https://fernvale.example/privacy",
        "TERMS_URL": "https://fernvale.example/terms",
    }
