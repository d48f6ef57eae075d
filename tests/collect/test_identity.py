"""Personas: who is one person, and who only shares an address."""

from __future__ import annotations

import pytest

from clientela.collect.identity.persons import Person, is_role_address, resolve, same_name

ANNA = Person(external_id="1", email="anna@mail.example", name="anna nowak")


def groups(*people: Person) -> list[list[int]]:
    return sorted(sorted(group.records) for group in resolve(people).groups)


PERSONAS = {
    "the same number": ([ANNA, Person(external_id="1", email="other@mail.example")], [[0, 1]]),
    "a number and the e-mail seen with it": ([ANNA, Person(email="anna@mail.example")], [[0, 1]]),
    "an e-mail before its number is known": ([Person(email="anna@mail.example"), ANNA], [[0, 1]]),
    "different numbers, one e-mail": ([ANNA, Person(external_id="2", email="anna@mail.example")], [[0], [1]]),
    "an e-mail of two numbers says nothing": (
        [ANNA, Person(external_id="2", email="anna@mail.example"), Person(email="anna@mail.example")],
        [[0], [1], [2]],
    ),
    "numbers of two systems, one e-mail": (
        [ANNA, Person(external_id="77", namespace="shop", email="anna@mail.example")],
        [[0, 1]],
    ),
    "different names, one e-mail": (
        [
            Person(email="us@mail.example", name="jan kowalski"),
            Person(email="us@mail.example", name="ewa kowalska"),
        ],
        [[0], [1]],
    ),
    "different birthdays, one e-mail": (
        [
            Person(email="us@mail.example", name="jan nowak", birthday="1960-01-01"),
            Person(email="us@mail.example", name="jan nowak", birthday="1990-05-05"),
        ],
        [[0], [1]],
    ),
    "a desk's address": (
        [Person(email="info@firm.example"), Person(external_id="1", email="info@firm.example")],
        [[0], [1]],
    ),
    "an initial for a name": (
        [Person(email="a@mail.example", name="a nowak"), Person(email="a@mail.example", name="anna nowak")],
        [[0, 1]],
    ),
    "a phone alone joins": (
        [Person(phone="+34600000001"), Person(phone="+34600000001", email="a@x.example")],
        [[0, 1]],
    ),
    "a household's phone does not": (
        [
            Person(phone="+34600000001", email="a@x.example"),
            Person(phone="+34600000001", email="b@x.example"),
        ],
        [[0], [1]],
    ),
    "two e-mails, one phone, one name": (
        [
            Person(phone="+34600000001", email="a@x.example", name="pere puig"),
            Person(phone="+34600000001", email="b@x.example", name="pere puig"),
        ],
        [[0, 1]],
    ),
    "e-mail says one, phone another: numbers keep them apart": (
        [
            Person(external_id="1", email="a@x.example"),
            Person(external_id="2", phone="+34600000002"),
            Person(email="a@x.example", phone="+34600000002"),
        ],
        [[0, 2], [1]],
    ),
    "e-mail says one, number another: the number wins": (
        [ANNA, Person(external_id="2"), Person(external_id="2", email="anna@mail.example")],
        [[0], [1, 2]],
    ),
    "nothing known": ([Person(), Person()], [[0], [1]]),
}


@pytest.mark.parametrize("persona", PERSONAS)
def test_resolve_for_persona(persona: str) -> None:
    people, expected = PERSONAS[persona]
    assert groups(*people) == expected


def test_resolve_two_known_customers_proved_the_same_keeps_the_numbered_one() -> None:
    by_mail = Person(customer_id=5, email="anna@mail.example")
    by_number = Person(customer_id=9, external_id="1")
    (group,) = resolve([by_mail, by_number, ANNA]).groups
    assert group.customers == [9, 5]


def test_resolve_conflict_names_the_shared_key() -> None:
    conflicts = resolve([ANNA, Person(external_id="2", email="anna@mail.example")]).conflicts
    assert {(c.record, c.key, c.value) for c in conflicts} == {
        (0, "email", "anna@mail.example"),
        (1, "email", "anna@mail.example"),
    }


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("info@x.example", True),
        ("Biuro@x.example", True),
        ("sales+es@x.example", True),
        ("infante@x.example", False),
    ],
)
def test_role_address_is_known_by_its_local_part(email: str, expected: bool) -> None:
    assert is_role_address(email) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("anna nowak", "nowak anna", True),
        ("anna maria nowak", "anna nowak", True),
        ("anna nowak", "ewa nowak", False),
        ("a nowak", "anna nowak", True),
    ],
)
def test_same_name_allows_order_and_initials(one: str, other: str, expected: bool) -> None:
    assert same_name(one, other) is expected
