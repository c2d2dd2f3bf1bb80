from __future__ import annotations

import struct
import zlib

import pytest

from manifest.png import encode_png, read_pixels, read_size

PIXELS = [(200, 10, 7, 255), (0, 0, 0, 0), (255, 255, 255, 64), (1, 2, 3, 4)]


def flatten(pixels):
    return bytes(part for pixel in pixels for part in pixel)


def filtered(kind: int) -> bytes:
    """The four pixels, two by two, each row kept by one of PNG's five filters."""
    rows = [flatten(PIXELS[:2]), flatten(PIXELS[2:])]
    lines, above = b"", bytes(8)
    for row in rows:
        lines += bytes([kind]) + bytes(
            (byte - predict(kind, row, above, at)) % 256 for at, byte in enumerate(row)
        )
        above = row
    whole = encode_png(2, flatten(PIXELS))
    data = zlib.compress(lines)
    start, end = whole.index(b"IDAT") - 4, whole.index(b"IEND") - 4
    chunk = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    return whole[:start] + chunk + whole[end:]


def predict(kind: int, row: bytes, above: bytes, at: int) -> int:
    left, corner, up = (row[at - 4], above[at - 4], above[at]) if at >= 4 else (0, 0, above[at])
    away = {value: abs(left + up - corner - value) for value in (corner, up, left)}
    paeth = next(value for value in (left, up, corner) if away[value] == min(away.values()))
    return (0, left, up, (left + up) // 2, paeth)[kind]


@pytest.mark.parametrize("kind", range(5))
def test_a_picture_is_read_whatever_filter_it_was_written_with(kind):
    assert read_pixels(filtered(kind)) == PIXELS


def test_a_picture_is_read_back_as_it_was_written():
    png = encode_png(2, flatten(PIXELS))

    assert (read_size(png), str(read_size(png)), read_pixels(png)) == ((2, 2), "2 × 2", PIXELS)


@pytest.mark.parametrize(
    ("png", "sentence"),
    [
        (b"", "it is not a PNG"),
        (encode_png(2, flatten(PIXELS))[:20], "it is not a PNG"),
        (encode_png(2, flatten(PIXELS))[:45], "it is damaged"),
        (encode_png(2, flatten(PIXELS)[:8]), "it is damaged"),
        (encode_png(2, flatten(PIXELS)).replace(b"\x08\x06\0\0\0", b"\x08\x02\0\0\0"), "8 bits a colour"),
        (encode_png(2000, b""), "8 bits a colour"),
        (filtered(0).replace(b"IDAT", b"tEXt"), "it is damaged"),
    ],
)
def test_anything_else_is_refused(png, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_pixels(png)
