"""What the service tells of its own state: metrics, readiness."""

import re
import socket
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.registry import Collector
from sqlalchemy import text

from app.ai.llm.erreurs import ModeleIndisponible
from app.ai.matching.explication_modele import Redaction
from app.ai.prompts import charger, encadrer
from app.api.metriques import noter_requete, servir_metriques
from app.core.db import create_moteur, create_unite_de_travail
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.vector_store import modele
from app.vector_store.embedder import Embedder
from tests.api.test_erreurs import est_un_probleme
from tests.api.test_modele import faux  # noqa: F401 - a fixture
from tests.faux_groq import FauxGroq


def test_metrics_count_by_route_and_a_client_can_make_up_no_series(client, offre: dict):
    def series() -> set[tuple[str, ...]]:
        return {tuple(sorted(s.labels.items())) for m in REGISTRY.collect() if m.name == "requetes" for s in m.samples if s.name == "requetes_total"}

    client.get(f"/offres/{offre['id']}")
    client.get("/inconnue/abc")
    client.request("INVENTEE", "/offres")
    connues = series()
    for numero in range(20):
        client.get(f"/inconnue/{numero}")
        client.request(f"INVENTEE{numero}", "/offres")
    assert series() == connues
    assert {"/offres/{id:uuid}"} <= {dict(s)["route"] for s in connues}
    assert not any(offre["id"] in str(s) for s in connues)
    noter_requete("GET", "/offres", 200, 0.01)


def test_metrics_are_served_on_a_port_of_their_own(ressources: Ressources, index: IndexService, monkeypatch: pytest.MonkeyPatch):
    ajoutes: list[Collector] = []
    ajouter = REGISTRY.register
    monkeypatch.setattr(REGISTRY, "register", lambda c: (ajouter(c), ajoutes.append(c)))
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    servir_metriques(port, ressources.unite, index)
    try:
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    finally:
        for collecteur in ajoutes:  # they hold this test's connection
            REGISTRY.unregister(collecteur)
    assert re.search(r"^requetes_total\{", page, re.MULTILINE) and "requete_secondes_bucket" in page
    assert 'taches{etat="mortes"} 0.0\n' in page and 'index_sain{objet="cv"} 1.0\n' in page


def etat(client) -> dict:
    reponse = client.get("/ready")
    corps = reponse.json() if reponse.status_code == 200 else est_un_probleme(reponse, 503, reponse.json()["code"])
    return {n: corps[n] for n in ("pret", "base", "migrations", "index", "embedder", "modele_langage")}


BON = {"pret": True, "base": "ok", "migrations": "ok", "index": "ok", "embedder": "ok", "modele_langage": "absent"}


def test_readiness_with_no_database_behind_the_address(client, ressources: Ressources, reglages):
    with socket.socket() as ferme:
        ferme.bind(("127.0.0.1", 0))
        moteur = create_moteur(reglages.model_copy(update={"DATABASE_URL": f"postgresql+psycopg2://a:b@127.0.0.1:{ferme.getsockname()[1]}/c"}))
    ressources.unite = create_unite_de_travail(moteur)
    assert etat(client) == BON | {"pret": False, "base": "en_panne", "migrations": "en_panne"}


@pytest.mark.parametrize(("revision", "vu"), [("0001", {"pret": False, "migrations": "en_panne"}), ("0000", {"migrations": "degrade"})], ids=["older", "newer"])
def test_readiness_with_a_schema_of_another_version(client, unite, revision: str, vu: dict):
    with unite() as session:
        session.execute(text("update alembic_version set version_num = :revision"), {"revision": revision})
    assert etat(client) == BON | vu


def test_readiness_with_a_damaged_index_stays_ready_and_says_so(client, index: IndexService):
    index.sain["offre"] = False
    assert etat(client) == BON | {"index": "degrade"}


def test_readiness_without_the_model_s_file(client, ressources: Ressources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(modele, "dossier_cache", lambda: tmp_path)
    monkeypatch.setattr(modele, "PAQUET", "paquet_qui_n_est_pas_la")
    ressources.__dict__["embedder"] = Embedder()
    assert etat(client) == BON | {"pret": False, "embedder": "en_panne"}


def test_readiness_with_a_language_model_that_refuses_its_key(client, ressources: Ressources, faux: FauxGroq):  # noqa: F811
    assert etat(client) == BON | {"modele_langage": "ok"}
    faux.mode = "401"
    with pytest.raises(ModeleIndisponible):
        ressources.llm.demander(charger("explication"), encadrer("fiche", "{}"), Redaction)
    assert etat(client) == BON | {"modele_langage": "degrade"}
