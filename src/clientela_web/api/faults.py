"""Errors as problem details (RFC 9457), in the core's words."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from clientela.errors import (
    ClientelaError,
    RuleCheckError,
    RuleSyntaxError,
    UnknownNameError,
    WorkspaceBusyError,
)
from clientela_web.api.plain import plain
from clientela_web.campaigns.judging import DraftError
from clientela_web.privacy import NotForViewersError

STATUSES: tuple[tuple[type[ClientelaError], int], ...] = (
    (UnknownNameError, 404),
    (NotForViewersError, 403),
    (WorkspaceBusyError, 503),
)


def problem(
    status: int, detail: str, problems: Sequence[dict[str, object]] = (), **headers: str
) -> HttpResponse:
    """An error as a program reads it; `problems` are those of the parts of a rule or of a request."""
    told: dict[str, object] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if problems:
        told["problems"] = list(problems)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        json.dumps(told, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
        headers=named,
    )


def register(api: NinjaAPI) -> None:
    """Have every error answered in that form."""
    for kind, answer in (
        (ClientelaError, _of_the_core),
        (ValidationError, _of_the_request),
        (AuthenticationError, _nobody),
        (Throttled, _too_often),
        (HttpError, _of_http),
        (Http404, _not_there),
    ):
        api.add_exception_handler(kind, answer)  # type: ignore[arg-type]  # each is given its own kind


def _of_the_core(request: HttpRequest, error: ClientelaError) -> HttpResponse:
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 422)
    match error:
        case RuleCheckError(problems=found):
            return problem(status, "the rule has problems", plain(list(found)))
        case RuleSyntaxError():
            place: dict[str, object] = {"line": error.line, "column": error.column}
            return problem(
                status, str(error), [{"path": "", "code": "syntax", "message": error.reason, **place}]
            )
        case DraftError(faults=told):
            listed: list[dict[str, object]] = [{"path": each.field, "message": each.text} for each in told]
            return problem(status, "the campaign has problems", listed)
    return problem(status, str(error))


def _of_the_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    listed: list[dict[str, object]] = [
        {"path": ".".join(str(part) for part in each["loc"]), "code": each["type"], "message": each["msg"]}
        for each in error.errors
    ]
    said = "; ".join(f"{each['path']}: {each['message']}" for each in listed)
    return problem(422, said or "the request cannot be read", listed)


def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "send a key as `Authorization: Bearer …`", WWW_Authenticate="Bearer")


def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    wait = math.ceil(error.wait or 1)
    return problem(429, f"too many requests with this key; wait {wait} seconds", Retry_After=str(wait))


def _of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or "there is nothing at this address")
