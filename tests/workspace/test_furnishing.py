"""Settings, fields and event kinds of a firm's own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import clientela
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.types import ValueType
from clientela.workspace import Workspace
from tests.cases.shop import make_shop

AT = dt.datetime(2026, 4, 16, tzinfo=dt.UTC)


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Workspace]:
    with make_shop(tmp_path / "shop") as shop:
        yield shop


def _say(shop: Workspace, name: str, values: dict[int, str]) -> None:
    rows = pa.table({"customer_id": list(values), name: list(values.values())})
    shop.store.write_entities("customer", rows, source="test", received_at=AT)


def test_settings_are_those_the_shop_was_made_with(own_shop):
    found = own_shop.settings()
    assert (found.name, found.time_zone, found.country, found.currency) == ("", "Europe/Madrid", "ES", "EUR")
    assert (found.language, found.languages) == ("en", ("en", "ca", "es", "pl", "ru", "ro"))


def test_changed_settings_stay_when_it_is_opened_again(own_shop):
    own_shop.change_settings(name=" La Botiga ", country="pl", currency="pln", languages=["ru", "pl"])
    own_shop.change_settings(time_zone="Europe/Warsaw")
    folder = own_shop.folder
    own_shop.close()
    with clientela.open(folder) as again:
        found = again.settings()
        assert (found.name, found.country, found.currency) == ("La Botiga", "PL", "PLN")
        assert found.languages == ("en", "pl", "ru")  # the firm's own is always offered
        assert again.zone.key == "Europe/Warsaw"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"time_zone": "Europe/Madird"}, "no time zone 'Europe/Madird'; did you mean 'Europe/Madrid'?"),
        ({"country": "XX"}, "no country 'XX'"),
        ({"currency": "EURO"}, "no currency 'EURO'; did you mean 'EUR'?"),
        ({"language": "de"}, "no language 'de'"),
        ({"languages": ["en", "de"]}, "no language 'de'"),
        ({"colour": "red"}, "no setting 'colour'"),
    ],
)
def test_wrong_setting_is_refused_and_nothing_changes(own_shop, changes, told):
    before = own_shop.settings()
    with pytest.raises(UnknownNameError) as refused:
        own_shop.change_settings(name="Other", **changes)
    assert str(refused.value).startswith(told)
    assert own_shop.settings() == before


def test_own_fields_say_how_far_they_are_filled_and_who_asks(own_shop):
    own_shop.add_field("club", "text", label="club")
    _say(own_shop, "club", {1: "gold", 2: "silver", 3: "gold"})
    own_shop.save_segment("Gold", "club = 'gold'", at=AT)
    found = {own.field.name: own for own in own_shop.own_fields()}
    people = own_shop.store.engine.rows("SELECT count(*) FROM customers")[0][0]
    assert set(found) == {"club", "renewal_at", "shoe_size"}
    assert (found["club"].filled, found["club"].rows) == (3, people)
    assert found["club"].share == 3 / people
    assert found["club"].segments == ("Gold",)
    assert found["shoe_size"].segments == ()


def test_label_changes_what_sentences_say_and_not_the_rule(own_shop):
    own_shop.add_field("club", "text", label="club")
    own_shop.label_field("club", "loyalty level")
    segment = own_shop.segment("club = 'gold'")
    assert segment.text == "club = 'gold'"
    assert "loyalty level" in segment.sentence().lower()


def test_removed_field_leaves_no_value_behind(own_shop):
    own_shop.add_field("club", "text")
    _say(own_shop, "club", {1: "gold"})
    _say(own_shop, "club", {1: "silver"})
    assert own_shop.store.engine.rows("SELECT count(*) FROM attribute_changes WHERE attribute = 'club'") != [
        (0,)
    ]
    own_shop.remove_field("club")
    assert own_shop.store.engine.rows("SELECT count(*) FROM attribute_changes WHERE attribute = 'club'") == [
        (0,)
    ]
    assert own_shop.segment("club is set").check()[0].message.startswith("no variable 'club'")
    own_shop.add_field("club", "number")  # another type is free now
    assert own_shop.segment("club is set").count(AT).count == 0
    assert own_shop.card(1, as_of=AT).customer.customer_id == 1


def test_removed_field_is_gone_from_rows_kept_for_undoing_merges(own_shop):
    own_shop.store.engine.execute(
        "INSERT INTO merges (merge_id, winner, loser, loser_row, winner_row) VALUES (9, 1, 99, ?, ?)",
        [json.dumps({"shoe_size": "41", "city": "Vic"}), json.dumps({"city": "Reus"})],
    )
    own_shop.remove_field("shoe_size")
    kept = own_shop.store.engine.rows("SELECT loser_row, winner_row FROM merges WHERE merge_id = 9")
    assert [json.loads(row) for row in kept[0]] == [{"city": "Vic"}, {"city": "Reus"}]


def test_field_in_use_is_not_removed(own_shop):
    own_shop.save_segment("Big feet", "shoe_size > 44", at=AT)
    with pytest.raises(ClientelaError, match="is asked for by Big feet; change those segments first"):
        own_shop.remove_field("shoe_size")
    assert "shoe_size" in [own.field.name for own in own_shop.own_fields()]


def test_built_in_field_is_not_removed(own_shop):
    with pytest.raises(UnknownNameError, match="no field of your own of a customer 'city'"):
        own_shop.remove_field("city")


def test_kind_of_its_own_can_be_asked_for_at_once(own_shop):
    own_shop.add_kind("alteration_done", label="alteration", fields={"tailor": "text", "minutes": "decimal"})
    assert own_shop.segment("did alteration_done where tailor = 'Pere'").check() == []
    found = {own.kind.name: own for own in own_shop.own_kinds()}
    assert found["alteration_done"].kind.fields == {"tailor": ValueType.TEXT, "minutes": ValueType.DECIMAL}
    assert (found["alteration_done"].events, found["alteration_done"].segments) == (0, ())


def test_kind_grows_and_a_field_keeps_its_type(own_shop):
    own_shop.add_kind("alteration_done", label="alteration", fields={"tailor": "text"})
    own_shop.add_kind("alteration_done", fields={"minutes": "decimal"})
    assert set(own_shop.own_kinds()[0].kind.fields) == {"tailor", "minutes"}
    assert own_shop.own_kinds()[0].kind.label == "alteration"
    with pytest.raises(ClientelaError, match="'tailor' of alteration_done holds text already, not decimal"):
        own_shop.add_kind("alteration_done", fields={"tailor": "decimal"})


def test_kinds_must_agree_on_a_field(own_shop):
    with pytest.raises(ClientelaError, match="take one type"):
        own_shop.add_kind("alteration_done", fields={"room": "decimal"})
    assert "alteration_done" not in own_shop.catalog.event_kind_names()


def test_kind_with_events_or_segments_stays(own_shop):
    with pytest.raises(ClientelaError, match="events of the kind 'fitting_booked'; it stays"):
        own_shop.remove_kind("fitting_booked")
    own_shop.add_kind("alteration_done", fields={"tailor": "text"})
    own_shop.save_segment("Altered", "did alteration_done", at=AT)
    with pytest.raises(ClientelaError, match="is asked for by Altered"):
        own_shop.remove_kind("alteration_done")
    own_shop.delete_segment("Altered")
    own_shop.remove_kind("alteration_done")
    assert "alteration_done" not in own_shop.catalog.event_kind_names()


def test_settings_written_by_whomever_are_seen_at_once(own_shop):
    assert own_shop.store.settings()["currency"] == "EUR"
    own_shop.store.engine.execute("UPDATE settings SET value = 'PLN' WHERE name = 'currency'")
    assert own_shop.store.settings()["currency"] == "PLN"
    own_shop.store.set_setting("currency", "RON")
    assert own_shop.store.settings()["currency"] == own_shop.settings().currency == "RON"
    own_shop.store.settings()["currency"] = "USD"
    assert own_shop.store.settings()["currency"] == "RON"
