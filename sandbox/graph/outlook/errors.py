"""Exchange's refusals, in Exchange's words."""

from __future__ import annotations

from sandbox.graph.errors import GraphError
from sandbox.limits import ATTENDEES_AN_EVENT, RECIPIENTS_A_DAY


def no_mailbox() -> GraphError:
    """Say that this person has no mailbox here."""
    return GraphError(
        404,
        "MailboxNotEnabledForRESTAPI",
        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    )


def no_user(key: str) -> GraphError:
    """Say that nobody is called this."""
    return GraphError(404, "ErrorInvalidUser", f"The requested user '{key}' is invalid.")


def no_item() -> GraphError:
    """Say that the mailbox has no such item."""
    return GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def used_transaction() -> GraphError:
    """Say that a transactionId belonged to an event that is gone."""
    return GraphError(
        409, "ErrorDuplicateTransactionId", "A request with the same client transaction id already succeeded."
    )


def too_many_attendees() -> GraphError:
    """Say that an event has more attendees than Exchange takes."""
    return GraphError(
        400, "ErrorInvalidRecipients", f"An event can have {ATTENDEES_AN_EVENT} attendees at the most."
    )


def sending_blocked() -> GraphError:
    """Say that the mailbox has written to its daily number of recipients."""
    return GraphError(
        403,
        "ErrorMessageSubmissionBlocked",
        f"Message submission is blocked: this mailbox has reached its limit of {RECIPIENTS_A_DAY} recipients a day.",
    )


def organiser_only() -> GraphError:
    """Say that only the organiser's copy takes this."""
    return GraphError(
        400, "ErrorInvalidRequest", "Your request can't be completed. You need to be an organizer to do this."
    )


def organiser_cannot_reply() -> GraphError:
    """Say that an organiser does not answer their own invitation."""
    return GraphError(
        400,
        "ErrorInvalidRequest",
        "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.",
    )


def other_event(existing_id: str) -> GraphError:
    """Say that a transactionId made an event that is not like this one."""
    error = GraphError(
        409,
        "ErrorDuplicateTransactionId",
        "Your request can't be completed. The TransactionId specified in the request has already been used to create "
        "a different event.",
    )
    error.extra = {"@event.existingEventId": existing_id}
    return error
