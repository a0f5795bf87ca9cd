"""The language model's path through the API, against a local server that speaks Groq's protocol well and badly."""

import uuid
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from app.models import AppelModele, CacheModele, Profil, Tache
from tests.conftest import Compte
from tests.faux_groq import FauxGroq

RATES = ("429", "500", "json_casse", "vide", "enorme", "coupe", "pend")
TROMPEURS = ("schema_menteur", "hostile", "mauvais_types")
LENTS = {"lent", "enorme", "pend", "mauvais_types", "vide", "coupe"}


def modes(*noms: str) -> list:
    """The slower ones belong to the full run."""
    return [pytest.param(nom, marks=pytest.mark.lent) if nom in LENTS else nom for nom in noms]


@pytest.fixture
def faux(ressources) -> Iterator[FauxGroq]:
    with FauxGroq(lenteur_s=0.3) as serveur:
        reglages = ressources.settings
        reglages.GROQ_API_KEY, reglages.GROQ_API_BASE, reglages.LLM_MODELS = SecretStr("test"), serveur.url, ["groq:essai"]
        reglages.LLM_ATTENTE_S, reglages.LLM_DELAI_S = 2.0, 2.0
        ressources.__dict__.pop("llm", None)
        yield serveur
        if (modele := ressources.__dict__.pop("llm", None)) is not None:
            modele.fermer()


def origine(unite, cv_id: str, version: int = 1) -> dict:
    with unite() as session:
        return dict(session.execute(select(Profil.origine).where(Profil.cv_id == uuid.UUID(cv_id), Profil.version == version)).scalar_one())


def en_attente(unite) -> list[str]:
    with unite() as session:
        return sorted(session.execute(select(Tache.genre).where(Tache.statut == "en_attente")).scalars())


def ressortir(unite) -> None:
    """Let every waiting job be ready now."""
    with unite() as session:
        session.execute(update(Tache).where(Tache.statut == "en_attente").values(a_faire_le="2020-01-01"))


@pytest.fixture
def regles(creer_compte, client) -> dict:
    """What the rules alone read from the same CV."""
    return creer_compte("candidat").deposer().json()["profil"]


@pytest.mark.parametrize("mode", modes("bon", "lent"))
def test_a_model_that_answers(faux: FauxGroq, candidat: Compte, offre: dict, unite, mode: str):
    faux.mode = mode
    depot = candidat.deposer()
    assert depot.status_code == 201
    cv = depot.json()
    assert cv["profil"]["email"] == "claire.lefevre@example.com"
    trace = origine(unite, cv["id"])["modele"]["trace"]
    assert (trace["modele"], trace["depuis_cache"]) == ("groq:essai", False)
    assert "enrichir_cv" not in en_attente(unite)
    texte = candidat.get(f"/cvs/{cv['id']}/texte").json()["texte"]
    assert all(texte[p["debut"] : p["fin"]] == p["citation"] for p in cv["preuves"].values())
    # who the candidate is never leaves the house
    envoye = "".join(r.corps for r in faux.requetes)
    for secret in ("Lefèvre", "Nuñez", "claire.lefevre", "199001201", "linkedin.com"):
        assert secret not in envoye

    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"]})
    assert envoyee.status_code == 201
    assert (envoyee.json()["explication"]["source"], envoyee.json()["explication"]["langue"]) == ("modele", "fr")
    with unite() as session:
        assert {a.issue for a in session.execute(select(AppelModele)).scalars()} == {"ok"}


@pytest.mark.parametrize("mode", modes(*RATES))
def test_a_model_that_fails_fails_nothing_else(faux: FauxGroq, candidat: Compte, offre: dict, ressources, unite, mode: str):
    faux.mode = mode
    if mode == "pend":
        ressources.settings.LLM_ATTENTE_S = 0.4
    depot = candidat.deposer()
    assert depot.status_code == 201
    assert depot.json()["profil"]["nom_complet"] == "Claire Lefèvre-Nuñez"
    assert {p["source"] for p in depot.json()["preuves"].values()} == {"regles"}
    assert "modele_indisponible" in origine(unite, depot.json()["id"])
    assert "enrichir_cv" in en_attente(unite)
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"]})
    assert envoyee.status_code == 201
    assert envoyee.json()["explication"]["source"] == "regles"
    assert len(envoyee.json()["explication"]["texte"]) > 80


@pytest.mark.parametrize("mode", modes(*TROMPEURS))
def test_a_model_that_lies_changes_nothing(faux: FauxGroq, candidat: Compte, creer_compte, offre: dict, ressources, mode: str):
    faux.mode = mode
    cv = candidat.deposer().json()
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()
    ressources.__dict__.pop("llm").fermer()
    ressources.__dict__["llm"] = None  # no model at all
    temoin = creer_compte("candidat")
    attendu = temoin.deposer().json()
    assert (cv["profil"], cv["preuves"]) == (attendu["profil"], attendu["preuves"])
    sans = temoin.post("/candidatures", json={"offre_id": offre["id"]}).json()
    assert [envoyee[c] for c in ("score", "criteres", "empreinte")] == [sans[c] for c in ("score", "criteres", "empreinte")]
    assert envoyee["explication"] == sans["explication"]
    for mensonge in ("piege.example", "Cobol", "99,9", "Recrutez", "<b>"):
        assert mensonge not in str(envoyee) + str(cv)


def test_a_model_that_comes_back_makes_a_new_version_and_corrections_stay(faux: FauxGroq, candidat: Compte, ressources, ouvrier, unite):
    faux.mode = "500"
    cv = candidat.deposer().json()
    candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"telephone": "+33611223344"}})
    ressortir(unite)
    ouvrier.executer_en_attente()
    assert candidat.get(f"/cvs/{cv['id']}").json()["version"] == 2, "still silent: nothing new"
    assert en_attente(unite) == ["enrichir_cv"]

    faux.mode = "bon"
    faux_requetes = len(faux.requetes)
    for disjoncteur in ressources.llm._disjoncteurs.values():
        disjoncteur.succes()
    ressortir(unite)
    ouvrier.executer_en_attente()
    assert len(faux.requetes) > faux_requetes
    apres = candidat.get(f"/cvs/{cv['id']}").json()
    assert (apres["version"], apres["profil"]["telephone"], apres["corrige"]) == (3, "+33611223344", ["telephone"])
    assert origine(unite, cv["id"], 3)["modele"]["trace"]["modele"] == "groq:essai"
    assert en_attente(unite) == []


def test_a_re_reading_without_the_model_asks_it_later(faux: FauxGroq, candidat: Compte, ouvrier, unite):
    cv = candidat.deposer().json()
    ouvrier.executer_en_attente()
    with unite() as session:
        session.execute(CacheModele.__table__.delete())
    faux.mode = "500"
    assert candidat.post(f"/cvs/{cv['id']}/analyser").json()["version"] == 2
    assert "enrichir_cv" in en_attente(unite)


def test_the_same_cv_is_asked_for_once(faux: FauxGroq, candidat: Compte, unite):
    cv = candidat.deposer().json()
    nombre = len(faux.requetes)
    assert candidat.post(f"/cvs/{cv['id']}/analyser").json()["version"] == 2
    assert len(faux.requetes) == nombre
    assert origine(unite, cv["id"], 2)["modele"]["trace"]["depuis_cache"] is True


def test_what_a_model_said_of_a_cv_goes_with_it(faux: FauxGroq, candidat: Compte, offre: dict, unite):
    cv = candidat.deposer().json()
    candidat.post("/candidatures", json={"offre_id": offre["id"]})
    candidat.delete(f"/cvs/{cv['id']}", params={"retirer_candidatures": True})
    with unite() as session:
        assert [c.valeur for c in session.execute(select(CacheModele)).scalars() if "competences" in c.valeur] == []


def test_readiness_with_a_model(faux: FauxGroq, client):
    assert client.get("/ready").json()["modele_langage"] == "ok"
