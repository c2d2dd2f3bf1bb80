from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from manifest.inspection import inspect_package, read_manifest
from manifest.package import build_manifest, build_package, make_zip
from manifest.png import encode_png
from manifest.values import read_values

WHITE, CLEAR, RED, FAINT = b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\0\0\xff", b"\xff\xff\xff\x40"
FRAME = WHITE * 32 + (FAINT + CLEAR * 30 + WHITE) * 30 + WHITE * 32


@pytest.fixture
def contents(variables):
    with ZipFile(BytesIO(build_package(read_values(variables)))) as package:
        return {name: package.read(name) for name in package.namelist()}


def inspect(contents, **changed):
    named = {name.replace("_", "."): content for name, content in changed.items()}
    return inspect_package(make_zip(contents | named), None)


def test_what_we_build_can_be_uploaded(variables):
    assert inspect_package(build_package(read_values(variables)), None) == ()


@pytest.mark.parametrize(
    ("icon", "bytes_", "faults"),
    [
        ("outline_png", encode_png(32, FRAME), ()),
        ("outline_png", encode_png(64, CLEAR * 4096), ("the icon outline.png is 64 × 64 pixels and has to be 32 × 32",)),
        ("outline_png", encode_png(32, WHITE * 1024), ("the icon outline.png has to be white on a transparent ground and nothing else",)),
        ("outline_png", encode_png(32, CLEAR * 1024), ("the icon outline.png has to be white on a transparent ground and nothing else",)),
        ("outline_png", encode_png(32, RED + CLEAR * 1023), ("the icon outline.png has to be white on a transparent ground and nothing else",)),
        ("outline_png", b"GIF89a", ("the icon outline.png cannot be used: it is not a PNG",)),
        ("color_png", encode_png(191, WHITE * 191 * 191), ("the icon color.png is 191 × 191 pixels and has to be 192 × 192",)),
        ("color_png", b"", ("the icon color.png cannot be used: it is not a PNG",)),
    ],
)  # fmt: skip
def test_icons_are_of_the_size_and_colours_teams_wants(contents, icon, bytes_, faults):
    assert inspect(contents, **{icon: bytes_}) == faults


def test_an_outline_cut_short_is_called_damaged(contents):
    whole = contents["outline.png"]
    start = whole.index(b"IDAT") + 4

    assert inspect(contents, outline_png=whole[:start] + b"\0" * 40 + whole[start + 40 :]) == (
        "the icon outline.png cannot be used: it is damaged",
    )


def test_an_icon_that_is_missing_is_named(contents):
    del contents["outline.png"]

    assert inspect(contents) == ("the icon outline.png is not in the package",)


def test_nothing_lies_in_a_folder_or_is_there_that_the_manifest_does_not_name(contents):
    contents |= {"appPackage/manifest.json": b"{}", "notes.txt": b"hello", "big.bin": bytes(500_001)}

    assert inspect(contents) == (
        "appPackage/manifest.json lies in a folder; everything has to be at the root of the package",
        "big.bin is 500,001 bytes; at most 500,000 are sensible",
        "notes.txt is in the package, and the manifest names no such file",
    )


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"\xff", None])
def test_a_manifest_that_cannot_be_read_ends_the_inspection(contents, manifest):
    contents.pop("manifest.json")
    if manifest is not None:
        contents["manifest.json"] = manifest

    assert inspect(contents) == ("there is no manifest.json at the root of the package that can be read",)


def test_a_place_that_was_not_filled_in_is_named(contents, variables):
    manifest = build_manifest(read_values(variables))
    manifest["description"]["short"] = "For ${{TRUST_NAME}}"

    assert inspect(contents, manifest_json=json.dumps(manifest).encode()) == (
        "nothing says what stands at ${{TRUST_NAME}} in the manifest",
    )


def test_our_limits_and_microsofts_schema_are_both_asked(contents, variables):
    manifest = build_manifest(read_values(variables)) | {"version": "1"}
    package = make_zip(contents | {"manifest.json": json.dumps(manifest).encode()})

    ours, microsofts = inspect_package(package, {"properties": {"version": {"minLength": 2}}})

    assert ours.startswith("version: string should match pattern")
    assert microsofts == "Microsoft's schema: version: '1' is too short"


def test_a_file_that_is_no_zip_is_called_that(variables):
    package = build_package(read_values(variables))

    assert [inspect_package(bad, None) for bad in (b"", b"PK", package[:-30])] == [
        ("the package is not a zip, or is damaged",)
    ] * 3
    assert read_manifest(b"PK") is None
    assert read_manifest(package) == build_manifest(read_values(variables))
