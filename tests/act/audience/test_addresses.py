from __future__ import annotations

import email_validator
import pyarrow as pa
import pytest

from clientela.act.audience.addresses import deliverable


def told(channel, *written):
    return deliverable(channel, pa.array(written, pa.string())).to_pylist()


def test_plain_and_unusual_addresses_go_as_servers_take_them():
    assert told("email", "a.b+c@example.com", "ana@bücher.es", None) == [
        "a.b+c@example.com",
        "ana@xn--bcher-kva.es",
        None,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "ana",
        "ana@",
        "@shop.es",
        "a na@shop.es",
        "ana@shop",
        "ana@shop..es",
        ".ana@shop.es",
        "ana@-shop.es",
        "ana@shop.es\nBcc: x@shop.es",
        "x" * 65 + "@shop.es",
        "a@" + ("d" * 60 + ".") * 5 + "es",
        "ña@shop.es",  # needs a server that knows SMTPUTF8
    ],
)
def test_nothing_goes_where_nothing_can_arrive(wrong):
    assert told("email", wrong, "ana@shop.es") == [None, "ana@shop.es"]


def test_form_lets_nothing_pass_that_the_standards_refuse():
    for local in ("a", "a.b", "a+b", "!#$%&'*+/=?^_`{|}~-", "0"):
        for domain in ("shop.es", "a-b.co", "x1.y2.com", "xn--bcher-kva.es"):
            (address,) = told("email", f"{local}@{domain}")
            checked = email_validator.validate_email(address, check_deliverability=False)
            assert checked.ascii_email == address


def test_phones_are_international():
    assert told("sms", "+34600111222", "600111222", "+0123456789", None) == ["+34600111222", None, None, None]
