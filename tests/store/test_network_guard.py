from __future__ import annotations

import socket

import pytest


def test_connection_beyond_this_machine_is_refused_before_it_is_tried():
    with socket.socket() as outgoing:
        outgoing.settimeout(0.01)
        with pytest.raises(RuntimeError, match=r"a test reached for 192\.0\.2\.1"):
            outgoing.connect(("192.0.2.1", 443))


def test_name_beyond_this_machine_is_not_even_looked_up():
    with pytest.raises(RuntimeError, match=r"a test reached for graph\.example"):
        socket.getaddrinfo("graph.example", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_may_be_looked_up(host: str):
    assert socket.getaddrinfo(host, 443)
