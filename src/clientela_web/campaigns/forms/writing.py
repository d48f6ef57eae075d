"""A campaign as a form: nothing typed is lost, and every mistake is told at its control."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clientela_web.campaigns.drafts import BODIES, USUAL, Draft, QuietHours, VariantDraft
from clientela_web.campaigns.forms.choices import channels, coupon_lists, languages, providers
from clientela_web.campaigns.forms.fields import CampaignFields, Percent, area
from clientela_web.campaigns.judging import Fault
from clientela_web.reports.goals import goals
from clientela_web.ui.selects import LongSelect
from clientela_web.workspace import firm

MOST_ROWS = 20
USUAL_KIND = "markdown"
LEAST = {"segment": 2, "without": 1, "variant": 2}
_CONTROL = {
    "segments": "segment_0",
    "without": "without_0",
    "send_at": "send_at",
    "quiet_hours": "quiet_from",
}
_PLAIN = ("name", "channel", "purpose", "language", "subject", "preheader")
_SENDER = ("sender_name", "sender_address", "reply_to", "provider", "after_crash")
_BESIDE = ("coupon_code", "coupon_list", "track_opens", "track_clicks")
_MEASURED = ("goal", "window_days", "message_cost", "margin_percent")


class CampaignForm(CampaignFields):
    """Everything a campaign says, with as many rows of segments and variants as are there and one more."""

    def __init__(self, *args: object, rows: Mapping[str, int] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, offered in (
            ("channel", channels()),
            ("language", languages()),
            ("provider", providers()),
            ("coupon_list", coupon_lists()),
            ("goal", goals(str(self.data.get("goal") or self.initial.get("goal") or ""))),
        ):
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        wanted = rows or {}
        self.rows = {
            name: max(_rows_in(self.data, name) if self.is_bound else wanted.get(name, 0) + 1, least)
            for name, least in LEAST.items()
        }
        names = [("", "–"), *((each.name, each.name) for each in firm().segments())]
        for name, label in (("segment", _("Segment")), ("without", _("But not"))):
            for place in range(self.rows[name]):
                self.fields[f"{name}_{place}"] = forms.ChoiceField(
                    label=label, required=False, choices=names, widget=LongSelect
                )
        for place in range(self.rows["variant"]):
            self._add_variant(place)

    def _add_variant(self, place: int) -> None:
        self.fields[f"variant_name_{place}"] = forms.CharField(
            label=pgettext("of a thing", "Name"), required=False, max_length=60
        )
        self.fields[f"variant_percent_{place}"] = Percent(label=_("Share, %"))
        self.fields[f"variant_subject_{place}"] = forms.CharField(
            label=_("Subject"), required=False, max_length=1_000
        )
        self.fields[f"variant_body_{place}"] = forms.CharField(
            label=pgettext("of a campaign", "Message"), required=False, widget=area(6)
        )

    def segment_rows(self) -> list[forms.BoundField]:
        """The controls of the segments, by priority."""
        return [self[f"segment_{place}"] for place in range(self.rows["segment"])]

    def without_rows(self) -> list[forms.BoundField]:
        """The controls of the segments that are left out."""
        return [self[f"without_{place}"] for place in range(self.rows["without"])]

    def variant_rows(self) -> Iterator[dict[str, forms.BoundField]]:
        """The controls of each variant."""
        for place in range(self.rows["variant"]):
            yield {name: self[f"variant_{name}_{place}"] for name in ("name", "percent", "subject", "body")}

    def has_variants(self) -> bool:
        """Whether any variant is written."""
        return any(row["name"].value() for row in self.variant_rows())

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if bool(said.get("quiet_from")) != bool(said.get("quiet_until")):
            self.add_error("quiet_from", _("Write both times, or neither."))
        for place in range(self.rows["variant"]):
            row = {name: said.get(f"variant_{name}_{place}") for name in ("name", "subject", "body")}
            if any(row.values()) and not row["name"]:
                self.add_error(f"variant_name_{place}", _("Give the variant a name, or empty its row."))
        return said

    def draft(self) -> Draft:
        """What was typed, as a draft."""
        said = self.cleaned_data
        kind = kind_of_body(said["channel"], said["kind"])
        bodies = {kind: said["body"]}
        if kind != "text":
            bodies["text"] = said["text"]
        hours = None
        if said["quiet_from"] and said["quiet_until"]:
            hours = QuietHours(f"{said['quiet_from']:%H:%M}", f"{said['quiet_until']:%H:%M}")
        return Draft(
            **{name: said[name] for name in (*_PLAIN, *_SENDER, *_BESIDE)},
            **bodies,
            segments=self._chosen("segment"),
            without=self._chosen("without"),
            variants=tuple(self._variants(kind)),
            holdout_percent=said["holdout_percent"],
            universal_percent=said["universal_percent"],
            send_at=said["send_at"],
            quiet_hours=hours,
            goal=said["goal"] or USUAL.goal,
            window_days=said["window_days"] or USUAL.days,
            message_cost=said["message_cost"],
            margin_percent=said["margin_percent"],
        )

    def _chosen(self, name: str) -> tuple[str, ...]:
        typed = (self.cleaned_data[f"{name}_{place}"] for place in range(self.rows[name]))
        return tuple(dict.fromkeys(each for each in typed if each))

    def _variants(self, kind: str) -> Iterator[VariantDraft]:
        for place in range(self.rows["variant"]):
            said = {
                name: self.cleaned_data[f"variant_{name}_{place}"]
                for name in ("name", "percent", "subject", "body")
            }
            if said["name"]:
                yield VariantDraft(
                    said["name"], said["percent"], subject=said["subject"], **{kind: said["body"]}
                )

    def tell(self, faults: Iterable[Fault]) -> None:
        """Show each fault at the control it is about."""
        for fault in faults:
            control = _CONTROL.get(fault.field, fault.field)
            self.add_error(control if control in self.fields else None, _with_link(fault))


def kind_of_body(channel: str, chosen: str) -> str:
    """How the body is written; only e-mail has formats."""
    return "text" if channel != "email" and chosen == USUAL_KIND else chosen


def initial_of(draft: Draft) -> dict[str, object]:
    """The form's first content for a draft."""
    kind = next((each for each in BODIES[2:] if getattr(draft, each)), USUAL_KIND)
    plain = (*_PLAIN, *_SENDER, *_BESIDE, *_MEASURED)
    found: dict[str, object] = {name: getattr(draft, name) for name in plain}
    found |= {"kind": kind, "body": getattr(draft, kind), "text": "" if kind == "text" else draft.text}
    found |= {
        "holdout_percent": f"{draft.holdout_percent:g}",
        "universal_percent": f"{draft.universal_percent:g}",
    }
    found |= {"send_at": draft.send_at}
    if draft.quiet_hours:
        found |= {"quiet_from": draft.quiet_hours.begin, "quiet_until": draft.quiet_hours.until}
    for name, chosen in (("segment", draft.segments), ("without", draft.without)):
        found |= {f"{name}_{place}": each for place, each in enumerate(chosen)}
    for place, variant in enumerate(draft.variants):
        body = next((text for part in BODIES[2:] if (text := getattr(variant, part))), "")
        found |= {
            f"variant_name_{place}": variant.name,
            f"variant_percent_{place}": f"{variant.percent:g}",
            f"variant_subject_{place}": variant.subject,
            f"variant_body_{place}": body,
        }
    return found


def rows_of(draft: Draft) -> dict[str, int]:
    """How many rows of each kind a draft fills."""
    return {"segment": len(draft.segments), "without": len(draft.without), "variant": len(draft.variants)}


def _with_link(fault: Fault) -> str:
    """The sentence, and where the campaign is that it is about."""
    if fault.campaign is None:
        return fault.text
    address = reverse("campaigns:campaign", args=[fault.campaign])
    return format_html('{} <a href="{}">{}</a>', fault.text, address, _("Show it"))


def _rows_in(data: Mapping[str, Any], name: str) -> int:
    """How many rows were sent, a bounded number."""
    pattern = re.compile(rf"{name}_(?:name_)?(\d{{1,2}})")
    places = [int(found[1]) for each in data if (found := pattern.fullmatch(each))]
    return min(max(places, default=-1) + 1, MOST_ROWS)
