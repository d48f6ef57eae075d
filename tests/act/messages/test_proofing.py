"""Whose text would be wrong, before anything is sent."""

from decimal import Decimal

from clientela.act.messages import Writing, compose
from clientela.act.messages.proofing import proof


def test_each_fault_is_counted_once_a_recipient_and_names_the_first(fields):
    composed = compose(
        Writing(
            "email",
            subject="{{ first_name }}",
            html="<p>{{ first_name }} {{ city | default: 'here' }}</p><a href='{{ unsubscribe_url }}'>x</a>",
            text="{{ first_name | vocative }} {{ company.name }}",
            language="pl",
        ),
        fields,
    )
    known = {"first_name": "Anna", "company.name": "Vela"}
    people = [
        ("right", known),
        ("no name", {"company.name": "Vela"}),
        ("no firm", {"first_name": "Anna"}),
        ("foreign", {**known, "first_name": "Jean"}),
        ("nothing", {}),
    ]
    found = proof(composed, people)
    assert (found.recipients, found.wrong) == (5, 4)
    told = {(each.code, each.what, each.count, each.first) for each in found.faults}
    assert told == {
        ("missing", "first_name", 2, ("no name", "nothing")),
        ("empty", "subject", 2, ("no name", "nothing")),
        ("missing", "company.name", 2, ("no firm", "nothing")),
        ("unknown_vocative", "first_name", 1, ("foreign",)),
        ("empty", "text", 1, ("nothing",)),
    }
    assert [each.count for each in found.faults] == [2, 2, 2, 1, 1]


def test_only_the_first_of_many_are_named(fields):
    composed = compose(Writing("sms", text="Hi {{ city }}"), fields)
    (fault,) = proof(composed, ((number, {}) for number in range(1000)), shown=3).faults
    assert (fault.count, fault.first, fault.say("ro")) == (1000, (0, 1, 2), "nu se cunoaște «city»")


def test_text_messages_are_measured_as_each_gets_them(fields):
    composed = compose(Writing("sms", text="{{ first_name }}" + "a" * 155), fields)
    found = proof(
        composed,
        [(1, {"first_name": "Ana"}), (2, {"first_name": "Maria Magdalena"}), (3, {"first_name": "Ștefan"})],
    )
    assert (found.parts, found.letters, found.wrong) == (1 + 2 + 3, {"Ș": 1}, 0)
    assert (found.fit, found.beyond, found.spared) == (3, 1, 1)
    assert found.cost(Decimal("0.05")) == Decimal("0.30")
    long = proof(composed, [(2, {"first_name": "x" * 10}), (3, {"first_name": "Ș"})], most_parts=2)
    assert [(each.code, each.what, each.first) for each in long.faults] == [("too_long", "3", (3,))]


def test_what_is_not_sent_costs_nothing(fields):
    composed = compose(Writing("sms", text="Hi {{ first_name }} — {{ city }}"), fields)
    found = proof(composed, [(1, {"first_name": "Ana", "city": "Vic"}), (2, {"city": "Vic"}), (3, {})])
    assert (found.recipients, found.fit, found.parts, found.letters) == (3, 1, 1, {"—": 1})
    assert found.cost(Decimal("0.05")) == Decimal("0.05")


def test_a_recipient_for_whom_it_cannot_be_written_stops_nobody_else(fields):
    composed = compose(Writing("sms", text="{% if age > 3 %}a{% endif %}b"), fields)
    found = proof(composed, [(1, {"age": 5}), (2, {"age": "five"}), (3, {"age": 1})])
    assert (found.recipients, found.wrong, found.faults[0].code, found.faults[0].first) == (
        3,
        1,
        "fails",
        (2,),
    )


def test_what_is_left_of_nothing_is_named_as_the_writer_knows_it(fields):
    composed = compose(Writing("sms", text="{% if age > 3 %}a{% endif %}", language="ro"), fields)
    (fault,) = proof(composed, [(1, {"age": 1})]).faults
    assert (fault.say("ro"), fault.say("ru")) == ("nu rămâne nimic: text", "ничего не осталось: текст")
