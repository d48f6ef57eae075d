"""Bodies laid together from pieces are what they would be as a whole."""

import quopri
import warnings
from base64 import b64decode

from hypothesis import given
from hypothesis import strategies as st

from clientela.act.messages.mime.pieces import encode_base64, encode_piece

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from dkim.canonicalization import Relaxed

LETTERS = st.sampled_from("ab =.\t\nșя😀") | st.characters(exclude_categories=["Cs"])
PIECES = st.lists(
    st.text(LETTERS, max_size=200) | st.sampled_from(["From ", "\nFrom x", ".", "\n.\n", " "]), max_size=8
)


def held(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(PIECES)
def test_pieces_laid_end_to_end_are_the_whole_text(pieces):
    data = b"".join(encode_piece(piece).sent for piece in pieces)
    assert quopri.decodestring(data).decode().replace("\r\n", "\n") == "".join(held(each) for each in pieces)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 76 and line.isascii() for line in lines)
    assert not any(line.startswith(b"From ") for line in lines)
    assert data.replace(b"\r\n", b"").count(b"\n") == 0


@given(PIECES)
def test_what_signatures_see_of_pieces_is_what_they_see_of_the_whole(pieces):
    made = [encode_piece(piece) for piece in pieces]
    whole = b"".join(each.sent for each in made) + b"end\r\n"
    assert b"".join(each.seen for each in made) + b"end\r\n" == Relaxed.canonicalize_body(whole)


@given(st.text(LETTERS, max_size=400))
def test_base64_comes_back_in_short_lines(text):
    data = encode_base64(text)
    assert b64decode(data).decode().replace("\r\n", "\n") == held(text)
    assert all(len(line) <= 76 for line in data.split(b"\r\n"))
