"""The description of the API: complete, and true of what comes back."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from tests.api.conftest import AT, ok, rate
from tests.found import some

ROOT = Path(__file__).parents[2]
ADDRESS = "/api/v1/openapi.json"


@pytest.fixture
def described(nobody: TestClient) -> Any:
    return ok(nobody.get(ADDRESS))


def operations(described: Any) -> dict[tuple[str, str], Any]:
    return {
        (method, path): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def test_it_describes_the_api_and_no_pages(described: Any) -> None:
    assert described["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_every_route_of_the_api_is_described(app: Any, described: Any) -> None:
    from app.api.routes import ROUTERS

    routes: set[tuple[str, str]] = {
        (method.lower(), route.path)  # type: ignore[attr-defined]
        for router in ROUTERS
        for route in router.routes
        for method in route.methods  # type: ignore[attr-defined]
    }
    assert routes == set(operations(described))


def test_every_operation_says_what_it_is_what_comes_back_and_what_may_go_wrong(
    described: Any,
) -> None:
    for (method, path), operation in some(operations(described).items(), at_least=20):
        name = f"{method} {path}"
        assert operation.get("description"), name
        good = operation["responses"].get("200") or operation["responses"]["201"]
        assert good["content"], name
        assert all(content["schema"] for content in some(good["content"].values())), name
        assert "401" in operation["responses"], name
        assert "422" in operation["responses"], name
        # To let something stand again needs no more than its address.
        if method in ("post", "patch") and not operation["operationId"].startswith("restore_node"):
            assert operation["requestBody"]["content"], name


def test_every_body_is_a_value_that_a_service_takes() -> None:
    from app.api.routes import ROUTERS

    bodies = [
        field.field_info.annotation
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for field in route.dependant.body_params
    ]
    for body in some(bodies, at_least=8):
        assert body is not None
        assert body.__module__.startswith("app.services."), body


def test_every_error_has_the_same_form(described: Any) -> None:
    for operation in some(operations(described).values(), at_least=20):
        answers = operation["responses"].items()
        for answer in some(answer for status, answer in answers if status.startswith("4")):
            schema = answer["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ErrorAnswer"}


def test_every_operation_has_a_name_of_its_own(described: Any) -> None:
    names = [operation["operationId"] for operation in operations(described).values()]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(described: Any) -> None:
    known = described["components"]["schemas"]
    for name, schema in known.items():
        Draft202012Validator.check_schema(schema)
        assert name
    wanted = set(references(described))
    assert {ref.rsplit("/", 1)[1] for ref in wanted} <= known.keys()


def references(value: Any) -> list[str]:
    stack, found = [value], []
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            found += [ref for ref in [each.get("$ref")] if isinstance(ref, str)]
            stack += each.values()
        elif isinstance(each, list):
            stack += each
    return found


@pytest.mark.parametrize(
    "part",
    [
        *("", "/history", "/rollup", "/rollup?as=network", "/contested", "/cruxes"),
        *("/outline", "/search?q=c2", "/nodes/c1", "/nodes/c1/neighbours", "/nodes/c1/why"),
    ],
)
def test_what_comes_back_fits_the_description(
    nobody: TestClient, program: TestClient, described: Any, part: str
) -> None:
    rate(program, "c2", 0.8)
    path = "/api/v1/debates/{slug}" + part.split("?")[0].replace("/c1", "/{node}")
    schema = operations(described)["get", path]["responses"]["200"]["content"]["application/json"]
    whole = {**schema["schema"], "components": described["components"]}
    Draft202012Validator(whole).validate(ok(nobody.get(f"{AT}{part}")))


def test_the_page_on_the_api_names_every_route_and_no_other(described: Any) -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    named = set(
        re.findall(r"`(GET|POST|PATCH|DELETE) (/(?:debates|schema|export|import)[^`?]*)`", page)
    )
    routes = {(m.upper(), path.removeprefix("/api/v1")) for m, path in operations(described)}
    assert named == routes
