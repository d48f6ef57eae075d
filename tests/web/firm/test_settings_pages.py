"""Settings, fields and event kinds in the browser, against what the workspace says."""

from __future__ import annotations

import pytest

from clientela_web.models import AuditEntry


def test_settings_are_changed_and_written_down(own_firm, administrator, browse):
    client = browse(administrator)
    shown = client.get("/settings/")
    assert shown.status_code == 200
    assert 'value="Europe/Madrid" selected' in shown.text
    told = {
        "name": "La Botiga",
        "time_zone": "Europe/Warsaw",
        "country": "PL",
        "currency": "PLN",
        "language": "pl",
        "languages": ["pl", "ru"],
    }
    assert client.post("/settings/", told).status_code == 302
    found = own_firm.settings()
    assert (found.name, found.time_zone, found.country, found.currency) == (
        *("La Botiga", "Europe/Warsaw"),
        *("PL", "PLN"),
    )
    assert (found.language, found.languages) == ("pl", ("pl", "ru"))
    entry = AuditEntry.objects.get(kind="settings")
    assert (entry.actor, entry.action) == (administrator.email, "changed")
    assert entry.facts["time_zone"] == "Europe/Warsaw"


def test_wrong_setting_keeps_what_was_typed(own_firm, administrator, browse):
    told = {"name": "Kept", "time_zone": "Mars/Base", "currency": "EUR", "language": "en"}
    shown = browse(administrator).post("/settings/", told)
    assert shown.status_code == 422
    assert 'value="Kept"' in shown.text
    assert own_firm.settings().name == ""


@pytest.mark.parametrize("role", ["marketer", "analyst", "viewer"])
def test_others_see_the_settings_and_change_nothing(own_firm, role, browse, request):
    client = browse(request.getfixturevalue(role))
    assert "Europe/Madrid" in client.get("/settings/").text
    client.post("/settings/", {"name": "Mine"})
    assert own_firm.settings().name == ""
    for address in ("fields/", "fields/new/", "events/", "events/new/", "backups/"):
        assert client.get(f"/settings/{address}").status_code == 403
    assert client.post("/settings/backups/new/").status_code == 403
    assert str(own_firm.folder) not in client.get("/settings/about/").text


def test_field_is_added_from_what_it_is_called(own_firm, administrator, browse):
    client = browse(administrator)
    told = {"label": "Размер обуви", "entity": "customer", "type": "decimal", "sensitivity": "ordinary"}
    assert client.post("/settings/fields/new/", told).status_code == 302
    own = {each.field.name: each.field for each in own_firm.own_fields()}
    assert own["razmer_obuvi"].label == "Размер обуви"
    assert "Размер обуви" in client.get("/settings/fields/", {"q": "обув"}).text
    assert "Размер обуви" not in client.get("/settings/fields/", {"q": "renewal"}).text


def test_name_that_is_taken_is_told_at_the_field(own_firm, administrator, browse):
    told = {"label": "City", "name": "city", "entity": "customer", "type": "text", "sensitivity": "ordinary"}
    shown = browse(administrator).post("/settings/fields/new/", told)
    assert shown.status_code == 422
    assert "There is a variable &#x27;city&#x27; of a customer already" in shown.text
    assert 'value="City"' in shown.text


def test_fields_page_shows_how_far_each_is_filled(own_firm, administrator, browse):
    found = {own.field.name: own for own in own_firm.own_fields()}["shoe_size"]
    shown = browse(administrator).get("/settings/fields/").text
    assert f"{100 * found.share:.1f}".rstrip("0").rstrip(".") + "%" in shown
    assert f'<span class="muted small">{found.filled}</span>' in shown


def test_special_categories_are_named_as_kept_out(own_firm, administrator, browse):
    shown = browse(administrator).get("/settings/fields/").text
    assert "Kept out: special categories" in shown
    assert own_firm.catalog.labels.variable("religion", "en") in shown


def test_field_is_renamed_and_removed(own_firm, administrator, browse):
    client = browse(administrator)
    client.post("/settings/fields/customer/shoe_size/", {"label": "size of her shoes"})
    assert own_firm.catalog.labels.variable("shoe_size", "en") == "size of her shoes"
    assert client.post("/settings/fields/customer/shoe_size/remove/").status_code == 302
    assert "shoe_size" not in [own.field.name for own in own_firm.own_fields()]
    assert client.get("/settings/fields/customer/shoe_size/").status_code == 404


def test_field_in_use_is_kept_and_the_reason_told(own_firm, administrator, browse):
    own_firm.save_segment("Big feet", "shoe_size > 44")
    client = browse(administrator)
    assert "These segments ask for it: Big feet" in client.get("/settings/fields/customer/shoe_size/").text
    refused = client.post("/settings/fields/customer/shoe_size/remove/")
    assert refused.status_code == 422
    assert "asked for by Big feet" in refused.text
    assert "shoe_size" in [own.field.name for own in own_firm.own_fields()]


def test_kind_is_added_with_its_fields_and_asked_for(own_firm, administrator, browse):
    client = browse(administrator)
    told = {
        "label": "Alteration",
        "field-TOTAL_FORMS": "2",
        "field-INITIAL_FORMS": "0",
        "field-0-name": "Tailor",
        "field-0-type": "text",
        "field-1-name": "",
        "field-1-type": "text",
    }
    assert client.post("/settings/events/new/", told).status_code == 302
    assert own_firm.segment("did alteration where tailor = 'Pere'").check() == []
    shown = client.get("/settings/events/").text
    assert "Alteration" in shown
    assert "fitting_booked" in shown
    assert client.post("/settings/events/alteration/remove/").status_code == 302
    assert "alteration" not in own_firm.catalog.event_kind_names()


def test_kind_with_events_stays(own_firm, administrator, browse):
    client = browse(administrator)
    assert "There are 2 events of this kind" in client.get("/settings/events/fitting_booked/").text
    assert client.post("/settings/events/fitting_booked/remove/").status_code == 422


def test_about_says_where_the_data_are(own_firm, administrator, browse):
    shown = browse(administrator).get("/settings/about/").text
    assert str(own_firm.folder) in shown
    assert "Apache-2.0" in shown
