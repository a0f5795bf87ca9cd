"""Every error is a problem with a stable code; nothing that is sent makes a 500, and nothing of it is repeated."""

import json
import uuid
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.errors import Code
from app.services.offre_service import OffreService
from tests.conftest import OFFRE, Compte

ABSENT = "00000000-0000-4000-8000-000000000000"
SECURITE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}
TITRES = {404: "Not Found", 413: "Content Too Large", 422: "Unprocessable Content"}  # the same whatever the version of Python
SPA = "http://localhost:3000"


def est_un_probleme(reponse, statut: int, code: str) -> dict:
    assert reponse.headers["content-type"] == "application/problem+json"
    corps = reponse.json()
    assert (reponse.status_code, corps["status"], corps["code"]) == (statut, statut, code), corps
    assert set(corps) >= {"type", "title", "status", "detail", "code", "instance", "erreurs"}
    assert corps["instance"] == f"urn:uuid:{reponse.headers['x-request-id']}"
    uuid.UUID(reponse.headers["x-request-id"])
    assert corps["title"] == TITRES.get(statut, corps["title"])
    for nom, valeur in SECURITE.items():
        assert reponse.headers[nom] == valeur
    if statut in (429, 503):
        assert int(reponse.headers["retry-after"]) >= 1
    return corps


@pytest.mark.parametrize(
    ("verbe", "chemin", "options", "statut", "code"),
    [
        ("GET", "/rien", {}, 404, "route_introuvable"),
        ("GET", "/docs/assets/rien.js", {}, 404, "route_introuvable"),
        ("GET", "/%00", {}, 404, "route_introuvable"),
        ("DELETE", "/offres", {}, 405, "methode_non_permise"),
        ("PUT", "/health", {}, 405, "methode_non_permise"),
        ("TRACE", "/health", {}, 405, "methode_non_permise"),
        ("POST", "/docs/assets/page.js", {}, 405, "methode_non_permise"),
        ("POST", "/api/auth/login", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 422, "donnees_invalides"),
        ("POST", "/api/auth/login", {"content": b'"\xe9"', "headers": {"Content-Type": "application/json"}}, 400, "requete_invalide"),
        ("POST", "/api/auth/login", {"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400, "requete_invalide"),
        ("POST", "/api/auth/login", {"content": b"9" * 5000, "headers": {"Content-Type": "application/json"}}, 400, "requete_invalide"),
        ("POST", "/api/auth/login", {"content": b"email=a", "headers": {"Content-Type": "text/plain"}}, 415, "media_non_supporte"),
        ("POST", "/api/auth/login", {"data": {"email": "a"}}, 415, "media_non_supporte"),
        ("POST", "/api/auth/token", {"json": {"username": "a", "password": "b"}}, 415, "media_non_supporte"),
        ("POST", "/api/auth/login", {}, 422, "donnees_invalides"),
        ("POST", "/api/auth/login", {"json": None}, 422, "donnees_invalides"),
        ("POST", "/api/auth/login", {"json": []}, 422, "donnees_invalides"),
        ("POST", "/api/auth/login", {"content": b"x" * (256 * 1024 + 1)}, 413, "fichier_trop_gros"),
        ("POST", "/api/auth/login", {"content": b"x", "headers": {"Content-Length": "99999999999999999999"}}, 413, "fichier_trop_gros"),
        ("POST", "/api/auth/token", {"content": b"abc", "headers": {"Content-Type": "multipart/form-data"}}, 400, "requete_invalide"),
        ("GET", "/offres?page=0", {}, 422, "donnees_invalides"),
        ("GET", "/offres?page=9223372036854775808", {}, 422, "donnees_invalides"),
        ("GET", "/offres?taille=101", {}, 422, "donnees_invalides"),
        ("GET", "/offres?page=101&taille=100", {}, 422, "pagination_trop_profonde"),
        ("GET", "/offres?inconnu=1", {}, 422, "donnees_invalides"),
        ("GET", "/offres?experience_max=nan", {}, 422, "donnees_invalides"),
        ("GET", "/offres?experience_max=1e999", {}, 422, "donnees_invalides"),
        ("GET", "/offres?salaire_min=9223372036854775808", {}, 422, "donnees_invalides"),
        ("GET", "/offres?q=%00", {}, 422, "donnees_invalides"),
        ("GET", "/offres?localisation=a%00b", {}, 422, "donnees_invalides"),
        ("GET", "/offres?publiee_apres=hier", {}, 422, "donnees_invalides"),
        ("GET", "/offres?" + "&".join(f"competence=c{n}" for n in range(21)), {}, 422, "donnees_invalides"),
        ("GET", "/offres/pas-un-uuid", {}, 404, "route_introuvable"),
        ("GET", "/cvs/index", {}, 405, "methode_non_permise"),
        ("DELETE", "/offres/mes-offres", {}, 405, "methode_non_permise"),
        ("GET", f"/offres/{ABSENT}", {}, 404, "offre_introuvable"),
        ("GET", "/cvs/my-cvs", {}, 401, "non_authentifie"),
    ],
)
def test_every_refusal_is_a_problem(client, verbe: str, chemin: str, options: dict, statut: int, code: str):
    est_un_probleme(client.request(verbe, chemin, **options), statut, code)


def test_405_names_what_is_allowed(client):
    assert set(client.delete("/offres").headers["allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    ("langues", "detail"),
    [
        ("", "Offre introuvable."),
        ("en", "Offer not found."),
        ("en-GB,en;q=0.9,fr;q=0.5", "Offer not found."),
        ("en;q=0.3, fr;q=0.9", "Offre introuvable."),
        ("fr-CH, fr;q=0.9, en;q=0.8", "Offre introuvable."),
        ("de, en;q=0.5", "Offer not found."),
        ("de", "Offre introuvable."),
        ("en;q=0", "Offre introuvable."),
        ("en;q=abc, fr;q=0.1", "Offre introuvable."),
        ("*", "Offre introuvable."),
        ("ent, frx", "Offre introuvable."),
    ],
)
def test_words_in_the_language_that_the_reader_prefers(client, langues: str, detail: str):
    assert client.get(f"/offres/{ABSENT}", headers={"Accept-Language": langues}).json()["detail"] == detail


def test_422_says_what_is_wrong_in_french_and_repeats_nothing(client):
    corps = {"email": "SECRET-a", "password": "SECRETx", "nom": ["SECRET"], "prenom": "SECRET" * 60, "role": "SECRET", "SECRETCLE": "SECRET"}
    reponse = client.post("/api/auth/register", json=corps)
    probleme = est_un_probleme(reponse, 422, "donnees_invalides")
    assert probleme["detail"] == "Certaines valeurs ne conviennent pas."
    assert {e["champ"]: e["message"] for e in probleme["erreurs"]} == {
        "email": "adresse e-mail invalide",
        "password": "trop court (8 caractères au moins)",
        "nom": "texte attendu",
        "prenom": "trop long (200 caractères au plus)",
        "role": "valeur inconnue ; attendu : candidat, recruteur",
        "SECRETCLE": "champ inconnu",
    }
    assert "SECRET" not in reponse.text.replace("SECRETCLE", "")


@pytest.mark.parametrize(
    "chemin", ["/offres?page=SECRET", "/offres?type_contrat=SECRET", "/offres?publiee_apres=SECRET", "/offres/SECRET", "/offres?langue=SECRET"]
)
def test_a_bad_query_value_is_not_repeated(client, chemin: str):
    for langue in ("fr", "en"):
        assert "SECRET" not in client.get(chemin, headers={"Accept-Language": langue}).text


@pytest.fixture
def panne(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """`panne(erreur)` makes the public list fail with it."""

    def casser(erreur: Exception) -> None:
        def lister(*_: object) -> None:
            raise erreur

        monkeypatch.setattr(OffreService, "list_offres", lister)

    return casser


def test_a_crash_is_a_500_with_every_header_and_no_detail(client, panne):
    panne(RuntimeError("SECRET select * from"))
    for langue, detail in (("fr", Code.ERREUR_INTERNE.value.fr), ("en", Code.ERREUR_INTERNE.value.en)):
        reponse = client.get("/offres", headers={"Origin": SPA, "Accept-Language": langue})
        assert est_un_probleme(reponse, 500, "erreur_interne")["detail"] == detail
        assert reponse.headers["access-control-allow-origin"] == SPA
        assert "SECRET" not in reponse.text


@pytest.mark.parametrize(
    ("erreur", "code"),
    [(OperationalError("select SECRET", {}, Exception("SECRET")), "base_indisponible"), (PoolTimeout("SECRET"), "service_occupe")],
)
def test_a_database_that_is_away_is_a_503(client, panne, erreur: Exception, code: str):
    panne(erreur)
    reponse = client.get("/offres", headers={"Origin": SPA})
    est_un_probleme(reponse, 503, code)
    assert reponse.headers["access-control-allow-origin"] == SPA
    assert "SECRET" not in reponse.text


@pytest.mark.parametrize(
    ("sqlstate", "statut", "code"),
    [
        ("40P01", 409, "conflit"),
        ("40001", 409, "conflit"),
        ("55P03", 409, "conflit"),
        ("23505", 409, "conflit"),
        ("57014", 503, "base_indisponible"),
        ("57P01", 503, "base_indisponible"),
        ("53300", 503, "base_indisponible"),
        ("22003", 500, "erreur_interne"),
    ],
)
def test_what_postgresql_says(client, monkeypatch, unite, sqlstate: str, statut: int, code: str):
    def lister(*_: object) -> None:
        with unite() as session:
            session.execute(text(f"do $$ begin raise exception 'SECRET' using errcode = '{sqlstate}'; end $$"))

    monkeypatch.setattr(OffreService, "list_offres", lister)
    reponse = client.get("/offres")
    est_un_probleme(reponse, statut, code)
    assert "SECRET" not in reponse.text


def test_no_statement_lock_or_transaction_waits_without_end(moteur):
    with moteur.connect() as connexion:
        bornes = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        assert [connexion.execute(text(f"show {borne}")).scalar_one() for borne in bornes] == ["15s", "5s", "1min"]
        connexion.execute(text("set local statement_timeout = 50"))
        with pytest.raises(OperationalError, match="statement timeout"):
            connexion.execute(text("select pg_sleep(20)"))
    assert moteur.pool.timeout() == 1.5


def test_readiness_tells_each_dependency(client, ressources, monkeypatch):
    pret = client.get("/ready")
    assert (pret.status_code, pret.json()) == (
        200,
        {"pret": True, "base": "ok", "migrations": "ok", "index": "ok", "taches": "ok", "embedder": "ok", "modele_langage": "absent"},
    )

    def absente():
        raise OperationalError("select 1", {}, Exception("away"))

    monkeypatch.setattr(ressources, "unite", absente)
    corps = est_un_probleme(client.get("/ready"), 503, "base_indisponible")
    assert {c: corps[c] for c in ("pret", "base", "migrations", "index", "taches", "embedder")} == {
        "pret": False,
        "base": "en_panne",
        "migrations": "en_panne",
        "index": "ok",
        "taches": "en_panne",
        "embedder": "ok",
    }
    assert client.get("/health").json() == {"statut": "ok"}


def test_cors_for_the_spa(client):
    reponse = client.get("/offres", headers={"Origin": SPA})
    assert reponse.headers["access-control-allow-origin"] == SPA
    assert reponse.headers["vary"] == "Origin"
    exposes = set(reponse.headers["access-control-expose-headers"].split(", "))
    assert exposes == {"Link", "ETag", "Location", "Retry-After", "X-Request-ID", "Content-Disposition"}
    envoi = client.options(
        "/cvs/upload", headers={"Origin": SPA, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,idempotency-key"}
    )
    assert envoi.status_code == 200
    assert {"Authorization", "Content-Type", "Accept-Language", "Idempotency-Key", "If-Match"} <= set(envoi.headers["access-control-allow-headers"].split(", "))
    refusee = client.post("/cvs/upload", headers={"Origin": SPA})
    assert (refusee.status_code, refusee.headers["access-control-allow-origin"]) == (401, SPA)
    grosse = client.post("/api/auth/login", content=b"x" * 300_000, headers={"Origin": SPA})
    assert (grosse.status_code, grosse.headers["access-control-allow-origin"]) == (413, SPA)


@pytest.mark.parametrize(
    "origine", ["http://mechant.example", "null", "http://localhost:3000.mechant.example", "http://localhost:30001", "https://localhost:3000", ""]
)
def test_other_origins_get_no_header(client, panne, origine: str):
    for chemin in ("/offres", "/rien", "/cvs/my-cvs"):
        assert "access-control-allow-origin" not in client.get(chemin, headers={"Origin": origine}).headers
    avant = client.options("/offres", headers={"Origin": origine, "Access-Control-Request-Method": "GET"})
    assert "access-control-allow-origin" not in avant.headers
    if origine:
        est_un_probleme(avant, 400, "origine_refusee")
    panne(RuntimeError("x"))
    assert "access-control-allow-origin" not in client.get("/offres", headers={"Origin": origine}).headers


def test_public_pages_may_be_kept_by_a_browser_and_personal_ones_not(client, candidat: Compte, offre: dict):
    assert client.get(f"/offres/{offre['id']}").headers["cache-control"] == "no-cache"
    assert candidat.get(f"/offres/{offre['id']}").headers["cache-control"] == "no-store"
    for chemin in ("/cvs/my-cvs", "/api/auth/me", "/candidatures"):
        assert candidat.get(chemin).headers["cache-control"] == "no-store"


HOSTILES = [
    "\x00",
    "a\x00b",
    "\ud800",
    "x" * 60_000,
    "'; drop table offres; --",
    "%_\\",
    "\u202e\u2066",
    "<script>",
    "{{7*7}}",
    "\U000e0041",
    "١٢٣",
    "\x1b[31m",
]


@pytest.mark.parametrize("valeur", HOSTILES, ids=lambda v: ascii(v)[:14])
def test_no_text_makes_a_500(recruteur: Compte, candidat: Compte, valeur: str):
    def envoyer(compte: Compte, verbe: str, chemin: str, corps: object) -> int:
        return compte.appeler(verbe, chemin, content=json.dumps(corps), headers={"Content-Type": "application/json"}).status_code

    attendus = {201, 422}
    for champ in ("titre", "description", "localisation", "devise"):
        assert envoyer(recruteur, "POST", "/offres", {**OFFRE, champ: valeur}) in attendus, champ
    for champ in ("competences_requises", "competences_souhaitees", "obligatoires"):
        assert envoyer(recruteur, "POST", "/offres", {**OFFRE, champ: [valeur]}) in attendus, champ
    assert envoyer(recruteur, "POST", "/offres", {**OFFRE, "langues": [{"langue": valeur, "niveau_min": valeur}], "poids": {valeur: 1}}) in {422, 413}
    assert envoyer(recruteur, "POST", "/offres", {**OFFRE, valeur: 1}) == 422
    assert envoyer(recruteur, "POST", "/offres/search-cvs", {"requete": valeur}) in {200, 422}
    assert envoyer(recruteur, "POST", "/offres/search-cvs", {"requete": "x", "filtres": {"competences": [valeur], "mobilite": valeur}}) in {200, 422}
    assert envoyer(candidat, "POST", "/cvs/search-offres", {"requete": valeur, "filtres": {"q": valeur, "localisation": valeur, "entreprise": valeur}}) in {
        200,
        422,
    }
    assert envoyer(candidat, "PATCH", "/api/auth/me", {"nom": valeur}) in {200, 422}
    if "\ud800" not in valeur and len(valeur) < 1000:
        for nom in ("q", "localisation", "entreprise", "competence", "langue", "tri"):
            assert recruteur.get("/offres", params={nom: valeur}).status_code in {200, 422}, nom


BALISES = [
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</script><script>alert(1)</script>",
    "{{7*7}} ${7*7}",
    "=HYPERLINK(1)",
]


@pytest.mark.parametrize("texte", BALISES)
def test_markup_is_data_and_no_answer_is_a_page(recruteur: Compte, candidat: Compte, cv: dict, texte: str):
    candidat.patch("/api/auth/me", json={"nom": texte[:80]})
    offre = recruteur.post("/offres", json={**OFFRE, "titre": texte, "description": f"{OFFRE['description']} {texte}"}).json()
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"], "lettre_motivation": texte}).json()
    lue = recruteur.get(f"/candidatures/{envoyee['id']}")
    assert (offre["titre"], offre["description"]) == (texte, f"{OFFRE['description']} {texte}")
    assert (lue.json()["lettre_motivation"], lue.json()["candidat"]["nom"]) == (texte, texte[:80])
    image = recruteur.get(f"/candidatures/{envoyee['id']}/score.svg")
    assert {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(image.content).iter()} == {"svg", "title", "desc", "rect", "line", "text"}
    for reponse, media in ((lue, "application/json"), (image, "image/svg+xml")):
        assert reponse.headers["content-type"] == media
        assert reponse.headers["x-content-type-options"] == "nosniff"
        assert reponse.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


NOMBRES = ["NaN", "Infinity", "-Infinity", "1e999", "9223372036854775808", "-1", "1e400", "0.1", "true", "null", '"12"', "[]", "{}"]


@pytest.mark.parametrize("nombre", NOMBRES)
def test_no_number_in_an_offer_or_a_search_makes_a_500(recruteur: Compte, nombre: str):
    entetes = {"Content-Type": "application/json"}
    for champ in ("salaire_min", "experience_min", "niveau_etudes_min", "expire_le", "competences_requises", "poids"):
        corps = json.dumps({**OFFRE, "salaire_max": None} | {champ: "ICI"}).replace('"ICI"', nombre)
        assert recruteur.post("/offres", content=corps, headers=entetes).status_code in {201, 422}, champ
    for champ in ("experience_min", "niveau_etudes_min", "competences"):
        corps = f'{{"requete": "python", "filtres": {{"{champ}": {nombre}}}}}'
        assert recruteur.post("/offres/search-cvs", content=corps, headers=entetes).status_code in {200, 422}, champ
    assert recruteur.post("/offres/search-cvs", content=f'{{"requete": "python", "limite": {nombre}}}', headers=entetes).status_code in {200, 422}


def test_no_number_in_a_correction_makes_a_500(candidat: Compte, cv: dict):
    entetes = {"Content-Type": "application/json"}
    for nombre in NOMBRES:
        for chemin in ("annees_experience", "competences.0.mois", "localisation"):
            corps = f'{{"corrections": {{"{chemin}": {nombre}}}}}'
            reponse = candidat.patch(f"/cvs/{cv['id']}/profil", content=corps, headers=entetes)
            assert reponse.status_code in {200, 422}, (chemin, nombre, reponse.text)
            if nombre in {"NaN", "Infinity", "-Infinity", "1e999"}:
                assert reponse.status_code == 422, (chemin, nombre)


def test_deep_or_wide_corrections_are_refused(candidat: Compte, cv: dict):
    entetes = {"Content-Type": "application/json"}
    for valeur in (
        "[" * 500 + "]" * 500,
        '{"a":' * 900 + "1" + "}" * 900,
        '"' + "x" * 150_000 + '"',
        '"a\\u0000b"',
        '"\\ud800"',
        '["a\\u0000"]',
        '{"ville": "\\ud800"}',
    ):
        for chemin in ("titre", "localisation", "liens", "competences.0.nom"):
            reponse = candidat.patch(f"/cvs/{cv['id']}/profil", content=f'{{"corrections": {{"{chemin}": {valeur}}}}}', headers=entetes)
            assert reponse.status_code in {400, 422}, (chemin, valeur[:20], reponse.status_code)
    for chemin in ("a\\u0000", "\\ud800", ".", "", "competences.", "competences.999999999999", "competences.-1", "competences.\\u0661", "__class__", "x" * 101):
        reponse = candidat.patch(f"/cvs/{cv['id']}/profil", content=f'{{"corrections": {{"{chemin}": "v"}}}}', headers=entetes)
        assert reponse.status_code == 422, (chemin, reponse.text)
    beaucoup = {"corrections": {f"liens.{n}": "x" for n in range(201)}}
    assert candidat.patch(f"/cvs/{cv['id']}/profil", json=beaucoup).status_code == 422
    assert candidat.get(f"/cvs/{cv['id']}").json()["version"] == 1


def test_pages_that_a_cv_does_not_have(candidat: Compte, cv: dict):
    for page in ("0", "-1", "2", "9223372036854775808", "1e3", "99999999999999999999999999999999999"):
        reponse = candidat.get(f"/cvs/{cv['id']}/pages/{page}.png")
        assert (reponse.status_code, reponse.json()["code"]) in {(404, "page_introuvable"), (422, "donnees_invalides")}, page


def test_a_nul_in_the_admins_reason(admin: Compte, cv: dict):
    assert admin.get(f"/cvs/{cv['id']}", params={"motif": "a\x00b"}).status_code == 422
    assert admin.get(f"/cvs/{cv['id']}", params={"motif": "   "}).status_code == 422
    assert admin.get(f"/cvs/{cv['id']}", params={"motif": "plainte 12"}).status_code == 200
