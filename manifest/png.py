"""Pictures as PNG, as far as icons need it: written in full colour with transparency, and read again."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST = 1024  # pixels either way; an icon is far smaller


class Size(NamedTuple):
    """How wide and how high a picture is, in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        """Say it as people do."""
        return f"{self.width} × {self.height}"


def encode_png(size: int, pixels: bytes) -> bytes:
    """Write a square picture of four bytes a pixel."""
    row = size * 4
    lines = b"".join(b"\0" + pixels[start : start + row] for start in range(0, len(pixels), row))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines, 9)), _chunk(b"IEND", b""))
    return SIGNATURE + b"".join(parts)


def read_size(png: bytes) -> Size:
    """Read how large a picture is. Raises ValueError when it is not a PNG."""
    if png[:8] != SIGNATURE or png[12:16] != b"IHDR" or len(png) < 33:
        raise ValueError("it is not a PNG")
    return Size(*struct.unpack(">II", png[16:24]))


def read_pixels(png: bytes) -> list[tuple[int, int, int, int]]:
    """Read a picture's pixels as red, green, blue and alpha, row by row.

    Raises:
        ValueError: It is not a PNG of eight bits a colour with transparency, or it is damaged.
    """
    size = read_size(png)
    if tuple(png[24:29]) != (8, 6, 0, 0, 0) or max(size) > LARGEST:
        raise ValueError("it has to be a PNG of 8 bits a colour with transparency (RGBA, not interlaced)")
    stride = size.width * 4
    wanted = size.height * (stride + 1)
    try:
        raw = zlib.decompressobj().decompress(b"".join(_read_data(png)), wanted)
    except (zlib.error, struct.error):
        raw = b""
    if len(raw) != wanted:
        raise ValueError("it is damaged")
    above, pixels = bytes(stride), bytearray()
    for start in range(0, wanted, stride + 1):
        above = _undo_filter(raw[start], raw[start + 1 : start + 1 + stride], above)
        pixels += above
    return [tuple(pixels[at : at + 4]) for at in range(0, len(pixels), 4)]  # type: ignore[misc]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read_data(png: bytes) -> list[bytes]:
    found, at = [], len(SIGNATURE)
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return found


def _undo_filter(kind: int, line: bytes, above: bytes) -> bytes:
    """Give back a row's own bytes: PNG keeps them as differences from the pixel to the left, above, or both."""
    if kind > 4:
        raise ValueError("it is damaged")
    done = bytearray()
    for at, byte in enumerate(line):
        left, corner = (done[at - 4], above[at - 4]) if at >= 4 else (0, 0)
        up = above[at]
        done.append((byte + (0, left, up, (left + up) // 2, _nearest(left, up, corner))[kind]) & 255)
    return bytes(done)


def _nearest(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
