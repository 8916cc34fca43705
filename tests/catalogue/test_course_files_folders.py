"""Folders and zips are taken in under limits, and travel without a byte changing."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.course_files import archives, folders
from lms.catalogue.course_files.archives import EncryptedArchive, NoArchive, PackedTooTight, read_zip, write_zip
from lms.catalogue.course_files.folders import (
    FileTooBig,
    FolderRefused,
    FolderTooBig,
    LinkInFolder,
    OddName,
    SecondCourse,
    TwiceTheSameName,
    read_folder,
    write_folder,
)

FILES = {"course.toml": b"title = 1\r\n", "01-a.md": b"# A", "media/p.png": bytes(range(256))}


def zipped(*entries: tuple[str, bytes], mode: int = 0) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name)
            entry.filename = entry.orig_filename = name
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    packed.seek(0)
    return packed


def test_a_folder_comes_back_from_a_zip_byte_by_byte(tmp_path: Path) -> None:
    write_folder(FILES, tmp_path / "one")
    write_folder(read_zip(io.BytesIO(write_zip(read_folder(tmp_path / "one")))), tmp_path / "two")
    assert read_folder(tmp_path / "two") == FILES


def test_the_same_folder_gives_the_same_zip_whatever_its_order() -> None:
    assert write_zip(FILES) == write_zip(dict(reversed(FILES.items())))


def test_one_common_folder_at_the_top_is_taken_away() -> None:
    assert read_zip(zipped(*((f"open-data/{name}", content) for name, content in FILES.items()))) == FILES


def test_what_a_computer_leaves_behind_is_passed_over() -> None:
    assert read_zip(zipped(("a.md", b"x"), ("__MACOSX/._a.md", b"y"), (".git/config", b"z"))) == {"a.md": b"x"}


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ([("../x.md", b"")], OddName),
        ([("a/../../x.md", b"")], OddName),
        ([("/etc/x.md", b"")], OddName),
        ([("C:/x.md", b"")], OddName),
        ([("a\\x.md", b"")], OddName),
        ([("a\nb.md", b"")], OddName),
        ([("con.md", b"")], OddName),
        ([("/".join("abcdefghi") + "/x.md", b"")], OddName),
        ([("x" * 300, b"")], OddName),
        ([("A.md", b""), ("a.md", b"")], TwiceTheSameName),
        ([("a.md", b""), ("a.md/b.md", b"")], TwiceTheSameName),
        ([("course.toml", b""), ("other/course.toml", b"")], SecondCourse),
        ([("a.md", b"x" * 1_100_000)], FileTooBig),
        ([("media/bomb.bin", b"\0" * 30_000_000)], PackedTooTight),
        ([(f"{number}.md", b"") for number in range(1001)], FolderTooBig),
    ],
)
def test_a_dangerous_zip_is_refused_with_its_reason(entries: list[tuple[str, bytes]], refusal: type[FolderRefused]) -> None:
    with pytest.raises(refusal, match=r"\w.*\. \w.*\.$"):
        read_zip(zipped(*entries))


def test_a_link_in_a_zip_is_refused() -> None:
    with pytest.raises(LinkInFolder):
        read_zip(zipped(("a.md", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777))


def test_a_zip_that_lies_about_its_size_is_counted_while_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 1000)
    with pytest.raises(FolderTooBig):
        read_zip(zipped(("a.md", b"x" * 600), ("b.md", b"x" * 600)))


def test_an_encrypted_zip_is_refused() -> None:
    packed = bytearray(zipped(("a.md", b"x")).getvalue())
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedArchive):
        read_zip(io.BytesIO(bytes(packed)))


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_damaged_zip_is_refused_and_never_crashes(noise: bytes, at: int) -> None:
    packed = bytearray(write_zip(FILES))
    packed[at : at + len(noise)] = noise
    try:
        read_zip(io.BytesIO(bytes(packed)))
    except FolderRefused as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017  (either it opens or it is refused)


def test_what_is_no_zip_is_refused() -> None:
    with pytest.raises(NoArchive):
        read_zip(io.BytesIO(b"hello"))


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("/etc/hostname")
    with pytest.raises(LinkInFolder):
        read_folder(tmp_path)


def test_a_lesson_that_is_far_too_long_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 5_000_000)
    with pytest.raises(FileTooBig, match=r"a\.md has more than 1 MB\. Divide a text"):
        read_folder(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MAX_FILES", 2)
    write_folder(FILES, tmp_path)
    with pytest.raises(FolderTooBig):
        read_folder(tmp_path)


def test_nothing_is_written_when_one_name_is_odd(tmp_path: Path) -> None:
    with pytest.raises(OddName):
        write_folder({"a.md": b"x", "../b.md": b"y"}, tmp_path / "course")
    assert not (tmp_path / "course").exists()
