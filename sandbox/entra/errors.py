"""Sign-in's refusals: OAuth codes with the AADSTS numbers people search for."""

from __future__ import annotations


class SignInError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, status: int, error: str, number: int, description: str) -> None:
        """Keep what the caller will be told."""
        super().__init__(description)
        self.status, self.error, self.number, self.description = status, error, number, description


def unknown_tenant(tenant: str) -> SignInError:
    """Say that there is no such tenant."""
    return SignInError(400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")


def unknown_app(client_id: str) -> SignInError:
    """Say that the app is not registered here."""
    return SignInError(
        401,
        "invalid_client",
        700016,
        f"Application with identifier '{client_id}' was not found in the directory.",
    )


def wrong_secret(client_id: str) -> SignInError:
    """Say that the secret does not fit."""
    return SignInError(
        401, "invalid_client", 7000215, f"Invalid client secret provided for app '{client_id}'."
    )


def wrong_grant(grant: str) -> SignInError:
    """Say that only client credentials are served."""
    return SignInError(400, "unsupported_grant_type", 70003, f"The grant type '{grant}' is not supported.")


def wrong_scope(scope: str) -> SignInError:
    """Say that the scope names nothing here."""
    return SignInError(
        400,
        "invalid_scope",
        70011,
        f"The provided value for the input parameter 'scope' is not valid: {scope}.",
    )
