"""How the firm wants things."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from clientela.workspace.furnishing import OwnField as Own
from clientela_web.api.keys import Key
from clientela_web.api.shapes import FieldToAdd, OwnField, Settings, SettingsToChange
from clientela_web.auditing import record
from clientela_web.models import Permission
from clientela_web.workspace import firm

router = Router(tags=["settings"])


@router.get("/settings", response=Settings, summary="Show the firm's settings")
def settings(request: HttpRequest) -> dict[str, Any]:
    return asdict(firm().settings())


@router.patch(
    "/settings",
    response=Settings,
    auth=Key(Permission.ADMINISTER),
    summary="Change the settings that are named",
)
def change(request: HttpRequest, wanted: SettingsToChange) -> dict[str, Any]:
    told = wanted.model_dump(exclude_none=True)
    if told:
        firm().change_settings(**told)
        record(request, "changed", "settings", ", ".join(sorted(told)), **told)
    return asdict(firm().settings())


@router.get(
    "/fields", response=list[OwnField], summary="List the firm's own fields and how far they are filled"
)
def fields(request: HttpRequest) -> list[dict[str, Any]]:
    return [_document(own) for own in firm().own_fields()]


@router.post(
    "/fields",
    response={201: OwnField},
    auth=Key(Permission.ADMINISTER),
    summary="Add a field of the firm's own",
)
def add(request: HttpRequest, wanted: FieldToAdd) -> Status[dict[str, Any]]:
    firm().add_field(
        wanted.name,
        wanted.type,
        entity=wanted.entity,
        label=wanted.label,
        sensitivity=wanted.sensitivity,  # type: ignore[arg-type]  # checked by the field itself
    )
    record(request, "added", "field", f"{wanted.entity}.{wanted.name}", type=wanted.type)
    made = next(
        own
        for own in firm().own_fields()
        if (own.field.entity, own.field.name) == (wanted.entity, wanted.name)
    )
    return Status(201, _document(made))


def _document(own: Own) -> dict[str, Any]:
    field = own.field
    return {
        "entity": field.entity,
        "name": field.name,
        "type": field.type.value,
        "label": field.label,
        "sensitivity": field.sensitivity.value,
        "filled": own.filled,
        "rows": own.rows,
        "segments": list(own.segments),
    }
