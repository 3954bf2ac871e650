"""The app in an export of Airkit's Studio: one member of a ZIP file, read in memory.

Nothing else in the archive is opened, and nothing is ever written: `sample-data.json` beside it may
hold rows of somebody's data.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from heap_lint.reading import CannotReadError

MEMBER = "savepoint.json"
LARGEST = 20_000_000
"""Bytes of an app; an app of six pages has 300 kB, most of them its theme."""
LARGEST_RATIO = 200
"""How many times larger than packed an app may be; those of real apps are 10 to 15 times so."""
_ALWAYS_ALLOWED = 1_000_000
_MOST_MEMBERS = 100_000
_CHUNK = 1 << 16


def app_in(data: bytes) -> bytes | None:
    """Return the app of an export, None for an archive that holds none.

    Raises `CannotReadError`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise _refused(f"has more than {_MOST_MEMBERS:,} members", data)
            found = [member for member in archive.infolist() if member.filename == MEMBER]
            if len(found) > 1:
                raise _refused(f"holds `{MEMBER}` {len(found)} times", data)
            return _read(archive, found[0], data) if found else None
    except CannotReadError:
        raise
    except zipfile.BadZipFile as error:
        raise _refused(f"is no ZIP archive that can be read: {error}", data) from None
    except (zlib.error, EOFError, OSError, ValueError):
        raise _refused("is no ZIP archive that can be read: it is damaged", data) from None
    except (NotImplementedError, RuntimeError, OverflowError) as error:
        raise _refused(f"cannot be unpacked: {error}", data) from None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, data: bytes) -> bytes:
    if member.flag_bits & 1:
        raise _refused(f"holds `{MEMBER}` encrypted", data)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(f"holds `{MEMBER}` in a compression that Airkit does not use", data)
    chunks: list[bytes] = []
    size = 0
    with archive.open(member) as file:
        # What the directory says of sizes may be a lie, so what comes out is counted.
        while chunk := file.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise _refused(f"holds an app of more than {LARGEST // 1_000_000} MB", data)
            if size > max(_ALWAYS_ALLOWED, LARGEST_RATIO * member.compress_size):
                ratio = f"more than {LARGEST_RATIO} times as large as packed"
                raise _refused(f"holds an app that is {ratio}", data)
    return b"".join(chunks)


def _refused(reason: str, data: bytes) -> CannotReadError:
    return CannotReadError(reason, "export it again from the Studio, or exclude it", data=data)
