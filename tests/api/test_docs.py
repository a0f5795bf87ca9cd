"""Swagger's page and assets, without a browser: everything comes from the product itself."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api.docs import DOSSIER, installer_docs


@pytest.fixture
def client() -> TestClient:
    app = FastAPI(title="Recrutement <essai>", docs_url=None, redoc_url=None)
    installer_docs(app)
    return TestClient(app)


def test_page_is_french_and_escaped(client: TestClient) -> None:
    reponse = client.get("/docs")
    assert reponse.status_code == 200
    assert '<html lang="fr">' in reponse.text
    assert "<title>Recrutement &lt;essai&gt; – documentation interactive</title>" in reponse.text
    assert "{{" not in reponse.text


def test_page_has_a_strict_policy_and_no_inline_script(client: TestClient) -> None:
    reponse = client.get("/docs")
    politique = dict(directive.split(" ", 1) for directive in reponse.headers["content-security-policy"].split("; "))
    assert politique["default-src"] == "'none'"
    assert politique["script-src"] == "'self'"
    assert politique["connect-src"] == "'self'"
    assert re.findall(r"<script(?![^>]*\ssrc=)", reponse.text) == []
    assert re.findall(r"\son[a-z]+=", reponse.text) == []


def test_every_asset_is_ours_and_kept_for_a_year(client: TestClient) -> None:
    page = client.get("/docs").text
    adresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(adresses) == 8
    assert [adresse for adresse in adresses if adresse.startswith(("http", "//"))] == []
    for adresse in {a for a in adresses if a != "openapi.json"}:
        reponse = client.get(f"/{adresse}")
        assert reponse.status_code == 200, adresse
        assert reponse.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_scripts_are_served_as_scripts(client: TestClient) -> None:
    assert client.get("/docs/assets/page.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get("/docs/assets/swagger-ui.css").headers["content-type"] == "text/css; charset=utf-8"


def test_addresses_change_with_the_assets(client: TestClient) -> None:
    empreintes = set(re.findall(r"\?v=([0-9a-f]{12})\"", client.get("/docs").text))
    assert len(empreintes) == 1


def test_the_licence_goes_with_the_assets_and_no_source_map_is_named() -> None:
    assert "Apache License" in (DOSSIER / "LICENSE").read_text(encoding="utf-8")
    assert "SmartBear" in (DOSSIER / "NOTICE").read_text(encoding="utf-8")
    for nom in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert "sourceMappingURL" not in (DOSSIER / nom).read_text(encoding="utf-8")


def test_redoc_does_not_exist_and_docs_is_not_in_the_schema(client: TestClient) -> None:
    assert client.get("/redoc").status_code == 404
    assert client.get("/openapi.json").json()["paths"] == {}
