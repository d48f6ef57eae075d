"""Mails as they go out, read again by Python's parser."""
# ruff: noqa: E501 - a case stands on its line

import dataclasses
import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.act.messages import Writing, compose
from clientela.act.messages.mime import Addressee, AddressError, Letters, Mailbox, PostError
from tests.act.messages.mime.conftest import ANNA, AT, VALUES

TEXTS = st.text(max_size=120)


def parsed(mail) -> EmailMessage:
    read = email.message_from_bytes(mail.data, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    for part in read.walk():
        assert not part.defects
    return read


def body(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def held(rendered: str) -> str:
    """A body as lines of mail can hold it."""
    return rendered.replace("\r\n", "\n").replace("\r", "\n")


def test_headers_say_who_and_how_to_leave(mail):
    read = parsed(mail)
    assert read["From"] == "Magazinul Țesături <shop@example.com>"
    assert read["To"] == "Anna Țîrțău <anna@example.net>"
    assert read["Subject"] == "Salut, Anna"
    assert read["Date"].datetime == AT
    assert read["List-Id"] == "Știri <news.example.com>"
    assert read["List-Unsubscribe"] == (
        "<https://shop.example.com/u/d3l1very>, <mailto:leave+d3l1very@example.com>"
    )
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["MIME-Version"] == "1.0"
    assert (mail.return_path, mail.recipient) == ("bounces+d3l1very@mail.example.com", "anna@example.net")
    assert not mail.needs_smtputf8
    assert read["Message-ID"] == mail.message_id


def test_one_click_is_promised_only_where_it_can_be_kept(letters):
    plain = parsed(letters.mail({**VALUES, "unsubscribe_url": "http://127.0.0.1/u"}, ANNA))
    assert plain["List-Unsubscribe-Post"] is None
    none = parsed(letters.mail({"city": "Vic"}, ANNA))
    assert none["List-Unsubscribe"] is None


def test_bodies_are_those_that_were_rendered(composed, mail):
    read, rendered = parsed(mail), composed.render(VALUES)
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert body(read, "plain") == rendered.text
    assert body(read, "html") == rendered.html
    assert mail.lacking == rendered.lacking == ()


@settings(max_examples=150, deadline=None)
@given(city=TEXTS, name=TEXTS)
def test_whatever_the_values_are_the_parser_reads_what_was_rendered(composed, letters, city, name):
    values = {**VALUES, "city": city, "first_name": name}
    made, rendered = letters.mail(values, ANNA), composed.render(values)
    read = parsed(made)
    assert read["Subject"] == rendered.subject
    assert body(read, "plain") == held(rendered.text)
    assert body(read, "html") == held(rendered.html)
    assert set(made.lacking) == set(rendered.lacking)
    _well_formed(made.data)


def _well_formed(data: bytes) -> None:
    """Every line ends in CRLF, none is longer than a reader must bear, and all is ASCII."""
    lines = data.split(b"\r\n")
    assert not set(b"\r\n") & set(data.replace(b"\r\n", b""))
    assert max(map(len, lines)) <= 998
    head, _, rest = data.partition(b"\r\n\r\n")
    assert max(len(line) for line in head.split(b"\r\n") if not line.startswith(b"List-Unsub")) <= 78
    assert max(map(len, rest.split(b"\r\n"))) <= 78
    assert data.isascii()


@pytest.mark.parametrize(
    "sly",
    [
        "x\r\nBcc: all@example.com",
        "x\nBcc: all@example.com",
        "x\r\n\r\nbody",
        "x\x0b\x0c\x1c\x85\u2028Bcc: y",
        "=?utf-8?q?=0ABcc:_y?=",
    ],
)
def test_no_value_gets_out_of_its_field(letters, composed, sly):
    addressee = Addressee("anna@example.net", "t", AT, sly)
    read = parsed(letters.mail({**VALUES, "first_name": sly, "city": sly}, addressee))
    assert read["Bcc"] is None
    names = [name for name, _ in read.raw_items()]
    assert len(names) == len(set(names)) == 10
    assert sly.split("\r")[0].split("\n")[0].split("\x0b")[0] in read["Subject"]


@pytest.mark.parametrize(
    "address",
    ["", "anna", "a@b\r\nRCPT TO:<x@y>", "a b@example.com", "<a@example.com>", "a@exa mple.com", "a@-x.com", 'a"@x.com',
     "a,b@x.com", "a@x..com", "a\x00@x.com", "a@" + "x" * 260 + ".com"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(letters, address):
    with pytest.raises(AddressError):
        letters.mail(VALUES, Addressee(address, "t", AT))


def test_other_alphabets_in_addresses(letters):
    made = letters.mail(VALUES, Addressee("ewa@żółw.pl", "t", AT))
    assert made.recipient == "ewa@xn--w-uga1v8h.pl"
    greek = letters.mail(VALUES, Addressee("μαρία@example.gr", "t", AT))
    assert greek.needs_smtputf8
    read = email.message_from_bytes(greek.data, policy=email.policy.SMTPUTF8)
    # the parser keeps bytes it takes for foreign as they are
    assert read["To"].addresses[0].username.encode("ascii", "surrogateescape").decode() == "μαρία"


@pytest.mark.parametrize("token", ["", "a b", "a@b", "a\r\nb", "x" * 49])
def test_a_token_that_could_not_stand_in_an_address_is_refused(letters, token):
    with pytest.raises(PostError):
        letters.mail(VALUES, Addressee("a@example.com", token, AT))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://x.com/>, <mailto:y@x.com",
        "https://x.com/\r\nBcc: y",
        "https://x.com/ă",
    ],
)
def test_an_address_to_unsubscribe_at_that_is_none_is_refused(letters, url):
    with pytest.raises(PostError):
        letters.mail({**VALUES, "unsubscribe_url": url}, ANNA)


@pytest.mark.parametrize(
    "changed",
    [
        {"headers": {"Bcc": "x"}},
        {"headers": {"X-A\r\nB": "x"}},
        {"headers": {"X:": "y"}},
        {"list_id": "a b"},
        {"campaign": ""},
        {"headers": {"DKIM-Signature": "x"}},
    ],
)
def test_a_post_that_cannot_be_is_refused(composed, post, changed):
    with pytest.raises(PostError):
        Letters(composed, dataclasses.replace(post, **changed))


def test_further_fields_are_kept_and_kept_to_one_line(composed, post):
    changed = dataclasses.replace(
        post, headers={"Feedback-ID": "may:news\r\nBcc: x"}, reply_to=Mailbox("re@example.com")
    )
    read = parsed(Letters(composed, changed).mail(VALUES, ANNA))
    assert (read["Feedback-ID"], read["Reply-To"], read["Bcc"]) == (
        "may:news  Bcc: x",
        "re@example.com",
        None,
    )


def test_the_message_id_is_the_same_for_the_same_delivery_alone(composed, post, mail):
    again = Letters(composed, post).mail({**VALUES, "city": "Reus"}, ANNA)
    assert again.message_id == mail.message_id
    other = Letters(composed, post).mail(VALUES, dataclasses.replace(ANNA, token="another"))
    july = Letters(composed, dataclasses.replace(post, campaign="july")).mail(VALUES, ANNA)
    assert len({mail.message_id, other.message_id, july.message_id}) == 3


def test_text_alone_is_one_part(fields, post):
    composed = compose(Writing("email", subject="a", text="Hi {{ city }}\n.\nFrom me   \n"), fields)
    read = parsed(Letters(composed, post).mail({"city": "Vic"}, ANNA))
    assert read.get_content_type() == "text/plain"
    assert read.get_content().replace("\r\n", "\n") == "Hi Vic\n.\nFrom me   \n"


def test_cyrillic_goes_as_base64_and_ascii_as_quoted_printable(fields, post):
    written = {"ru": "Здравствуйте! " * 40, "en": "Good morning! " * 40}
    found = {}
    for language, text in written.items():
        composed = compose(Writing("email", subject="a", text=text, language=language), fields)
        made = Letters(composed, post).mail({}, ANNA)
        found[language] = parsed(made)["Content-Transfer-Encoding"]
        assert len(made.data) < len(text.encode()) * 1.6 + 700
    assert found == {"ru": "base64", "en": "quoted-printable"}


def test_a_text_of_blanks_alone_is_empty(fields, post):
    composed = compose(Writing("email", subject="a", text="{{ city | default: '' }} \n"), fields)
    letters = Letters(composed, post)
    assert letters.mail({"city": "Vic"}, ANNA).lacking == composed.render({"city": "Vic"}).lacking == ()
    assert letters.mail({}, ANNA).lacking == composed.render({}).lacking == (("empty", "text"),)


def test_what_lacks_is_told_with_the_mail(letters, composed):
    made = letters.mail({}, ANNA)
    assert set(made.lacking) == set(composed.render({}).lacking)
    assert ("missing", "city") in made.lacking
