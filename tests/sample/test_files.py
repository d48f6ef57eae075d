from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email

from tests.sample.conftest import CUSTOMERS, UNTIL
from tests.sample.reading import CUSTOMER_FILES, Sample

COUNTRY = {
    "Espanya": "ES", "España": "ES", "Polska": "PL", "România": "RO", "Moldova": "MD", "Казахстан": "KZ",
    "Латвия": "LV", "Эстония": "EE",
}  # fmt: skip
EVENTS = ("returns.csv", "tickets.csv", "social.csv", "calls_and_visits.csv", "messages.csv.gz")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("clients_catalunya.csv", b"\xef\xbb\xbfCodi client,Nom,Cognoms,"),
        ("clientes_espana.csv", "Código cliente;Nombre;Apellidos;".encode("cp1252")),
        ("klienci_polska.csv", "Nr klienta;Imię;Nazwisko;E-mail;Telefon;".encode("cp1250")),
        ("clienti_romania.csv", "Cod client,Prenume,Nume,Adresă e-mail,".encode()),
        ("klienty_kazakhstan.csv", "ID клиента;Имя;Фамилия;".encode("cp1251")),
        ("klienty_baltiki.tsv", b"\xff\xfe" + "ID клиента\tИмя\tФамилия\t".encode("utf-16-le")),
        ("firmy_polska.csv", "ID firmy;Nazwa firmy;Branża;".encode("iso8859-2")),
    ],
)
def test_file_begins_in_its_own_encoding_and_language(sample: Sample, name: str, begins: bytes) -> None:
    assert (sample.folder / name).read_bytes()[: len(begins)] == begins


def test_every_customer_stands_in_one_file_and_some_rows_are_doubled(sample: Sample) -> None:
    counts: Counter[str] = Counter()
    for name, (encoding, delimiter) in CUSTOMER_FILES.items():
        counts.update(next(iter(row.values())) for row in sample.rows(name, encoding, delimiter))
    counts.update(row["Cod client"] for row in sample.workbook())
    assert set(counts) == {f"C{n:07d}" for n in range(1, CUSTOMERS + 1)}
    assert 0.006 < sum(n - 1 for n in counts.values()) / CUSTOMERS < 0.02


def test_second_rows_carry_the_same_address_in_other_letters(sample: Sample) -> None:
    rows = sample.rows("klienci_polska.csv", "cp1250", ";")
    by_id = defaultdict(list)
    for row in rows:
        by_id[row["Nr klienta"]].append(row)
    doubled = [pair for pair in by_id.values() if len(pair) == 2 and pair[0]["E-mail"]]
    assert doubled
    assert all(one["E-mail"].upper() == two["E-mail"] for one, two in doubled)


def test_addresses_lie_in_domains_that_nobody_can_own(sample: Sample) -> None:
    addresses = [customer["email"] for customer in sample.customers().values() if customer["email"]]
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_few_addresses_are_malformed_and_the_rest_pass_a_validator(sample: Sample) -> None:
    addresses = [customer["email"] for customer in sample.customers().values() if customer["email"]]
    bad = [address for address in addresses if not is_address(address)]
    assert 0.005 < len(bad) / len(addresses) < 0.03
    assert all(" at " in address for address in bad)


def is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def test_telephone_numbers_are_valid_in_their_country(sample: Sample) -> None:
    wrong = []
    for customer in sample.customers().values():
        country = COUNTRY[customer["country"]]
        if customer["phone"]:
            number = phonenumbers.parse(customer["phone"], country)
            valid = phonenumbers.is_valid_number_for_region(number, country)
            wrong += [] if valid else [(country, customer["phone"])]
    assert wrong == []


def test_mobile_numbers_meet_twice_only_at_an_office(sample: Sample) -> None:
    people: dict[str, list[str]] = defaultdict(list)
    for customer in sample.customers().values():
        if customer["phone"]:
            number = phonenumbers.parse(customer["phone"], COUNTRY[customer["country"]])
            people[phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)].append(
                customer["company"]
            )
    shared = [firms for firms in people.values() if len(firms) > 1]
    assert shared
    assert all(len(set(firms)) == 1 and firms[0] for firms in shared)


POSTCODES = {"RO": r"\d{6}", "KZ": r"\d{6}", "ES": r"\d{5}", "EE": r"\d{5}"}
POSTCODES |= {"PL": r"\d{2}-\d{3}", "MD": r"MD-\d{4}", "LV": r"LV-\d{4}"}


def test_postcodes_have_the_form_of_their_country(sample: Sample) -> None:
    wrong = [
        customer["postcode"]
        for customer in sample.customers().values()
        if not re.fullmatch(POSTCODES[COUNTRY[customer["country"]]], customer["postcode"])
    ]
    assert wrong == []


def test_places_lie_within_six_kilometres_of_the_town(sample: Sample) -> None:
    barcelona = [c for c in sample.customers().values() if c["city"] == "Barcelona"]
    assert len(barcelona) > 100
    assert all(abs(float(c["latitude"]) - 41.3874) < 0.031 for c in barcelona)
    assert all(abs(float(c["longitude"]) - 2.1686) < 0.031 for c in barcelona)


def test_polish_and_russian_surnames_agree_with_gender(sample: Sample) -> None:
    polish = [c for c in sample.customers().values() if c["file"] == "klienci_polska.csv"]
    assert {c["gender"] for c in polish if c["last"].endswith(("ska", "cka", "dzka"))} == {"K", ""}
    assert {c["gender"] for c in polish if c["last"].endswith(("ski", "cki", "dzki"))} == {"M", ""}
    russian = [c for c in sample.customers().values() if c["file"].startswith("klienty_")]
    assert {c["gender"] for c in russian if c["last"].endswith(("ова", "ева", "ёва", "ина", "ская"))} == {
        "Ж",
        "",
    }
    assert {c["gender"] for c in russian if c["last"].endswith(("ов", "ев", "ёв", "ин", "ский"))} == {"М", ""}


def test_lines_sum_to_the_orders_that_were_not_cancelled(sample: Sample) -> None:
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
    for line in sample.rows("order_lines.csv.gz"):
        for place, name in enumerate(("line_total", "discount", "quantity")):
            sums[line["order_id"]][place] += Decimal(line[name])
    orders = {o["order_id"]: o for o in sample.rows("orders.csv") if o["status"] == "completed"}
    assert {
        number: [Decimal(o["total"]), Decimal(o["discount"]), Decimal(o["quantity"])]
        for number, o in orders.items()
    } == sums


def test_line_total_is_price_times_quantity_less_discount(sample: Sample) -> None:
    for line in sample.rows("order_lines.csv.gz"):
        price, pieces = Decimal(line["unit_price"]), Decimal(line["quantity"])
        assert price > 0
        assert pieces >= 1
        assert price * pieces - Decimal(line["discount"]) == Decimal(line["line_total"]) > 0


def test_currencies_go_with_countries(sample: Sample) -> None:
    countries = {number: COUNTRY[c["country"]] for number, c in sample.customers().items()}
    found = {(countries[o["customer_id"]], o["currency"]) for o in sample.rows("orders.csv")}
    assert found == {
        *(("ES", "EUR"), ("LV", "EUR"), ("EE", "EUR")),
        *(("PL", "PLN"), ("RO", "RON"), ("MD", "MDL"), ("KZ", "KZT")),
    }


def test_blik_is_paid_in_poland_alone_and_bizum_in_spain(sample: Sample) -> None:
    countries = {number: COUNTRY[c["country"]] for number, c in sample.customers().items()}
    paid = defaultdict(set)
    for order in sample.rows("orders.csv"):
        paid[order["payment_method"]].add(countries[order["customer_id"]])
    assert (paid["blik"], paid["bizum"]) == ({"PL"}, {"ES"})
    assert paid["card"] == {"ES", "PL", "RO", "MD", "KZ", "LV", "EE"}


def test_every_row_refers_to_something_that_is_there(sample: Sample) -> None:
    customers = set(sample.customers())
    orders = {order["order_id"] for order in sample.rows("orders.csv")}
    companies = {row["company_id"] for row in sample.rows("companies.csv")}
    companies |= {row["ID firmy"] for row in sample.rows("firmy_polska.csv", "iso8859-2", ";")}
    skus = {row["sku"] for row in sample.rows("products.csv")}
    named = {
        o["customer_id"]
        for name in (*EVENTS, "orders.csv", "reviews.csv", "consents.csv")
        for o in sample.rows(name)
    }
    named |= {o["customer_id"] for o in sample.objects("web.jsonl.gz")}
    assert named <= customers
    assert {line["order_id"] for line in sample.rows("order_lines.csv.gz")} <= orders
    assert {line["sku"] for line in sample.rows("order_lines.csv.gz")} <= skus
    assert {c["company"] for c in sample.customers().values() if c["company"]} == companies
    assert {deal["company_id"] for deal in sample.rows("deals.csv")} <= companies
    assert {deal["contact_id"] for deal in sample.rows("deals.csv") if deal["contact_id"]} <= customers


def test_deals_name_a_contact_of_their_own_company(sample: Sample) -> None:
    customers = sample.customers()
    named = [deal for deal in sample.rows("deals.csv") if deal["contact_id"]]
    assert named
    assert all(customers[deal["contact_id"]]["company"] == deal["company_id"] for deal in named)


def test_identifiers_of_events_are_unique(sample: Sample) -> None:
    for rows, column in (
        (sample.rows("orders.csv"), "order_id"),
        (sample.rows("order_lines.csv.gz"), "line_id"),
        (sample.rows("returns.csv"), "event_id"),
        (sample.rows("tickets.csv"), "event_id"),
        (sample.rows("reviews.csv"), "review_id"),
        (sample.rows("surveys.csv"), "answer_id"),
        (sample.objects("web.jsonl.gz"), "event_id"),
    ):
        assert len({row[column] for row in rows}) == len(rows)


def test_nothing_happens_on_or_after_the_day(sample: Sample) -> None:
    end = f"{UNTIL.isoformat()}T00:00:00Z"
    instants = [row["timestamp"] for name in EVENTS for row in sample.rows(name)]
    instants += [row["timestamp"] for row in sample.objects("web.jsonl.gz")]
    instants += [row["order_date"] for row in sample.rows("orders.csv")]
    instants += [row["review_date"] for row in sample.rows("reviews.csv")]
    instants += [row["answered_at"] for row in sample.rows("surveys.csv")]
    instants += [row["consent_date"] for row in sample.rows("consents.csv")]
    instants += [row["closed_at"] for row in sample.rows("deals.csv")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|", instant) for instant in instants)
    assert max(instants) < end


def test_tone_of_a_review_goes_with_its_stars(sample: Sample) -> None:
    glad = {r["rating"] for r in sample.rows("reviews.csv") if r["review_text"].startswith("Wszystko super")}
    cross = {
        r["rating"] for r in sample.rows("reviews.csv") if r["review_text"].startswith("Więcej tu nie kupię")
    }
    assert (glad, cross) == ({"4", "5"}, {"1", "2"})


def test_reviews_are_written_in_the_language_of_the_customer(sample: Sample) -> None:
    languages = {number: customer["language"] for number, customer in sample.customers().items()}
    cyrillic = {
        languages[row["customer_id"]]
        for row in sample.rows("reviews.csv")
        if re.search("[а-я]", row["review_text"])
    }
    assert cyrillic == {"ru"}


def test_mail_goes_only_to_those_who_agreed_before_and_not_after_they_left(sample: Sample) -> None:
    given: dict[tuple[str, str], str] = {}
    left: dict[str, str] = {}
    for row in sample.rows("consents.csv"):
        if row["state"] == "given":
            given[row["customer_id"], row["channel"]] = row["consent_date"]
        elif row["channel"] == "email" and (row["customer_id"], "email") in given:
            left[row["customer_id"]] = row["consent_date"]
    sent = [row for row in sample.rows("messages.csv.gz") if row["event"] == "message_sent"]
    assert len(sent) > CUSTOMERS
    assert all(given[row["customer_id"], row["channel"]] < row["timestamp"] for row in sent)
    assert left
    assert all(row["timestamp"] < left.get(row["customer_id"], "9") for row in sent)
