"""What a raw file is made of, told by its bytes: text, workbook, JSON, or a zip of such files.

Compression is no format: gzip is unpacked wherever it is met, and each member of a zip archive is
a file of its own.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from glue.landing.errors import FileRejected
from glue.landing.storage import CHUNK, open_input, sha256_of

HEAD_BYTES = 1 << 16
DELIMITED, WORKBOOK, JSON = "delimited", "workbook", "json"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"
_SPOOL_BYTES = 32 << 20
_BLANKS = b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"


@dataclass(frozen=True)
class Content:
    """The start of a file: its container, its first unpacked bytes, and whether they are all."""

    uri: str
    member: str
    container: str
    head: bytes
    whole: bool


@contextmanager
def reading() -> Iterator[None]:
    """Turn what a damaged or unreadable file raises into FileRejected (TRUNCATED, UNREADABLE)."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise FileRejected("TRUNCATED", "the zip file is damaged or not complete") from error
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        raise FileRejected("TRUNCATED", "the packed file is not complete") from error
    except (RuntimeError, NotImplementedError) as error:
        # zipfile raises these for a password and for a method that it does not know.
        raise FileRejected(
            "UNREADABLE", "the zip file is protected by a password or packed in an unknown way"
        ) from error
    except OSError as error:
        reason = error.strerror or "the storage gave an error"
        raise FileRejected("UNREADABLE", f"the file cannot be read ({reason})") from error


def _seekable(stream: BinaryIO) -> BinaryIO:
    """A stream that can go back: zip archives keep their table of contents at the end."""
    if stream.seekable() and not isinstance(stream, gzip.GzipFile):
        return stream
    with stream:
        return _spooled(stream)


def _spooled(stream: BinaryIO) -> BinaryIO:
    copy = tempfile.SpooledTemporaryFile(_SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


@contextmanager
def open_content(uri: str, member: str = "") -> Iterator[BinaryIO]:
    """The unpacked bytes of a raw file, or of a member of a zip archive."""
    with open_input(uri) as stream:
        if not member:
            yield stream
            return
        with zipfile.ZipFile(_seekable(stream)) as archive, archive.open(member) as packed:
            buffered = io.BufferedReader(packed)
            if buffered.peek(2)[:2] == _GZIP:
                with gzip.open(buffered) as unpacked:
                    yield unpacked
            else:
                yield buffered


def seekable_content(uri: str, member: str = "") -> BinaryIO:
    """All unpacked bytes of a file in a stream that can go back; the caller closes it."""
    with open_content(uri, member) as stream:
        return _spooled(stream)


def members(uri: str) -> list[zipfile.ZipInfo] | None:
    """The files inside a zip archive in the order of their names; None when it is no archive.

    A workbook is a zip too, but one file. Raises FileRejected (TRUNCATED, UNREADABLE, EMPTY).
    """
    with reading(), open_input(uri) as stream:
        head = stream.read(4)
    if head not in (_ZIP, _EMPTY_ZIP):
        return None
    with reading(), open_input(uri) as stream, zipfile.ZipFile(_seekable(stream)) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename == "[Content_Types].xml" for info in files):
        return None
    if not files:
        raise FileRejected("EMPTY", "the zip file holds no file")
    return sorted(files, key=lambda info: info.filename)


def content_sha256(uri: str, member: str = "") -> str:
    """SHA-256 (hex) of a file's stored bytes, or of an archive member's unpacked bytes."""
    if not member:
        return sha256_of(uri)
    digest = hashlib.sha256()
    with reading(), open_content(uri, member) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def inspect(uri: str, member: str = "") -> Content:
    """The container and the head of a file. Raises FileRejected (EMPTY, TRUNCATED, UNREADABLE)."""
    with reading(), open_content(uri, member) as stream:
        head = stream.read(HEAD_BYTES + 1)
    head, whole = head[:HEAD_BYTES], len(head) <= HEAD_BYTES
    if not head.strip(_BLANKS):
        raise FileRejected("EMPTY", "the file is empty")
    if head[:4] in (_ZIP, _EMPTY_ZIP) or head.startswith(_OLE):
        if not member and members(uri) is not None:
            raise FileRejected("EMPTY", "the zip file holds no export")
        if member and not _is_workbook(uri, member):
            raise FileRejected("UNREADABLE", "this is a zip file inside a zip file; unpack it")
        return Content(uri, member, WORKBOOK, head, whole)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return Content(uri, member, JSON if start in (b"{", b"[") else DELIMITED, head, whole)


def _is_workbook(uri: str, member: str) -> bool:
    with reading(), seekable_content(uri, member) as stream:
        if stream.read(8) == _OLE:
            return True
        with zipfile.ZipFile(stream) as archive:
            return "[Content_Types].xml" in archive.namelist()
