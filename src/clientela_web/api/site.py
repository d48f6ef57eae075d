"""The API itself."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from ninja import NinjaAPI

from clientela_web.api import (
    bringing,
    campaigns,
    consents,
    coupons,
    faults,
    furnishing,
    knowing,
    people,
    planning,
    reporting,
    segments,
)
from clientela_web.api.keys import Key, PerKey
from clientela_web.api.plain import Renderer
from clientela_web.api.shapes import Problem

ABOUT = """Segments, customers and rules of one firm, for programs. Every answer is the one that the commands
and the pages give. Send a key as `Authorization: Bearer …`; it acts with its role."""


class Api(NinjaAPI):
    """Describes the errors that every operation may answer with, once for all."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:  # noqa: ANN401
        schema = super().get_openapi_schema(**kwargs)
        schema["components"].setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, said in ERRORS.items():
                    operation["responses"].setdefault(status, {"description": said, "content": content})
        return schema


ERRORS = {
    "400": "It cannot be read.",
    "401": "No key, or one that opens nothing.",
    "403": "The role of the key does not allow it.",
    "404": "Nothing is called so.",
    "422": "It can be read, and is not right: `problems` says where.",
    "429": "Too many requests with this key.",
    "503": "The data are busy, or the answer is still being worked out.",
}

api = Api(
    title="Clientela",
    version=version("clientela"),
    description=ABOUT,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="openapi.json",
    auth=Key(),
    throttle=[PerKey()],
    renderer=Renderer(),
)
faults.register(api)
api.add_router("", knowing.router)
api.add_router("", people.router)
api.add_router("", consents.router)
api.add_router("/segments", segments.router)
api.add_router("/imports", bringing.router)
api.add_router("", planning.router)
api.add_router("/campaigns", campaigns.router)
api.add_router("/coupons", coupons.router)
api.add_router("", reporting.router)
api.add_router("", furnishing.router)
