"""Starting beside another version, several at once, and without a worker inside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.core.config import Settings
from app.models import Tache
from app.services.demarrage import DemarrageImpossible, Service, verifier_base
from app.services.etat import etat_des_dependances
from app.services.index_service import IndexService
from app.services.ressources import Ressources


def test_a_newer_schema_is_served_on_but_not_started_on(ressources: Ressources, index: IndexService, unite):
    with unite() as session:
        session.execute(text("update alembic_version set version_num = 'ffff00000000'"))
    etat = etat_des_dependances(ressources, index)
    assert (etat.pret, etat.migrations) == (True, "degrade")
    with pytest.raises(DemarrageImpossible, match="version plus récente"):
        verifier_base(ressources.settings, unite)
    with unite() as session:
        session.execute(text("delete from alembic_version"))
    assert (etat_des_dependances(ressources, index).pret, etat_des_dependances(ressources, index).migrations) == (False, "en_panne")


def test_several_first_starts_at_once_migrate_once(reglages: Settings, base_vide: str):
    dev = reglages.model_copy(update={"DATABASE_URL": base_vide, "ENV": "dev"})
    plusieurs = [Ressources(dev) for _ in range(3)]
    with ThreadPoolExecutor(3) as fils:
        list(fils.map(lambda r: verifier_base(dev, r.unite), plusieurs))
    for r in plusieurs:
        r.moteur.dispose()


@pytest.mark.parametrize(("integre", "attendus"), [(True, {"indexer", "ecrire_extrait", "entretenir"}), (False, {"indexer"})])
def test_the_index_s_own_work_stays_with_its_owner(ressources: Ressources, integre: bool, attendus: set[str]):
    """WORKER_INTEGRE=false with an embedded index once left indexing to nobody."""
    ressources.settings = ressources.settings.model_copy(update={"WORKER_INTEGRE": integre})
    connus = {genre for ouvrier in Service(ressources).ouvriers for genre in ouvrier.genres}
    assert attendus <= connus
    assert ("ecrire_extrait" in connus) is integre


@pytest.mark.parametrize(("attente", "attendus"), [(0, ["comparer_index", "comparer_index", "entretenir"]), (60, ["entretenir"])])
def test_a_large_index_is_not_compared_while_the_first_searches_are_asked(ressources: Ressources, unite, monkeypatch, attente: int, attendus: list[str]):
    service = Service(ressources)
    service.index.sain.update(cv=True, offre=True)
    monkeypatch.setattr(service.index, "attente_de_comparaison", lambda: timedelta(seconds=attente))
    monkeypatch.setattr(service._arret, "wait", lambda _: service._arret.set())
    service._surveiller()
    with unite() as session:
        assert sorted(session.execute(select(Tache.genre).where(Tache.statut == "en_attente")).scalars()) == attendus
