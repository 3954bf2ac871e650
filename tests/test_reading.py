"""From bytes to text."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.reading import CannotReadError, decode, read_bytes, searchable

TEXT = "heap: {appId: é日😀}\r\nx: 1\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_names_the_encoding(mark: bytes, encoding: str) -> None:
    """The mark is not part of the text, and line ends stay as they are."""
    assert TEXT == decode("a.yaml", mark + TEXT.encode(encoding)).text


@given(st.text(alphabet=st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    """Nothing is normalised on the way in."""
    assert text == decode("a.yaml", text.encode()).text


def test_a_python_file_may_declare_its_encoding() -> None:
    """The declaration holds as Python reads it."""
    data = '# -*- coding: latin-1 -*-\nx = "é"\n'.encode("latin-1")
    assert 'x = "é"' in decode("a.py", data).text


def test_a_declaration_is_nothing_outside_python() -> None:
    """YAML is UTF-8 whatever a comment says."""
    with pytest.raises(CannotReadError, match="not valid UTF-8"):
        decode("a.yaml", b"# coding: latin-1\nx: \xe9\n")


@pytest.mark.parametrize("name", ["no-such-codec", "rot13", "hex", "undefined", "idna"])
def test_an_encoding_that_cannot_be_used_is_said(name: str) -> None:
    """Also a codec of Python's that does not make text."""
    with pytest.raises(CannotReadError):
        decode("a.py", f"# coding: {name}\n".encode() + b"x = '\xff'\n")


def test_an_encoding_that_takes_ever_longer_is_none() -> None:
    """Names of hosts are written in `punycode`; what is decoded of it is moved for each character."""
    data = b"# coding: punycode\nx = 1\n# " + ("\U0001f600" * 8).encode("punycode") + b"a" * 9_000
    with pytest.raises(CannotReadError, match="it is none of files"):
        decode("a.py", data)
    assert "x = 1" in decode("a.py", data.replace(b"punycode", b"cp1252")).text


@pytest.mark.parametrize(
    "name", ["utf8", "latin1", "cp932", "euc_jp", "gb18030", "koi8-r", "utf-7"]
)
def test_encodings_of_files_are_read(name: str) -> None:
    """Whatever they are called."""
    assert "x = 1" in decode("a.py", f"# coding: {name}\nx = 1\n".encode()).text


def test_a_byte_that_fits_no_character_is_named_with_its_line() -> None:
    """The reason says which byte and where, so that it can be found."""
    with pytest.raises(CannotReadError, match="byte 0xE9 on line 2"):
        decode("a.yaml", b"x: 1\ny: caf\xe9 \n")


def test_binary_is_not_text() -> None:
    """NUL is valid UTF-8 and still no text."""
    with pytest.raises(CannotReadError, match="NUL"):
        decode("a.yaml", b"heapanalytics\0\1\2")


def test_utf_16_can_be_searched_for_ascii() -> None:
    """The word is found in a file that Windows tools wrote."""
    assert b"heap" in searchable(codecs.BOM_UTF16_LE + "heap".encode("utf-16-le"))


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """Its head comes with the reason, so that one can tell whether it is about Heap."""
    path = tmp_path / "a.json"
    path.write_bytes(b"x" * 3_000_000)
    with pytest.raises(CannotReadError, match="3 MB, the limit is 2 MB") as caught:
        read_bytes(str(path), 2_000_000)
    assert 1 << 20 == len(caught.value.data)


def test_a_file_of_the_very_limit_is_read(tmp_path: Path) -> None:
    """The limit is what may be read."""
    path = tmp_path / "a.json"
    path.write_bytes(b"x" * 100)
    assert 100 == len(read_bytes(str(path), 100))


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe would wait for a writer for ever."""
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(CannotReadError, match="pipe"):
        read_bytes(str(tmp_path / "a.yaml"), 100)
