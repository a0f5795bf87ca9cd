"""The demonstration goes through the services: what is planned is there afterwards, once."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.config import Settings
from app.core.embedded_pg import ServeurPostgres
from app.models import CV, Candidature, Offre, Utilisateur
from app.services.coherence import Coherence
from app.services.demarrage import migrer
from app.services.demonstration.candidatures import candidatures_demo
from app.services.demonstration.cvs import generer_fiches, identifiant_cv
from app.services.demonstration.offres import identifiant_offre, offres_demo
from app.services.demonstration.remplir import VERROU, Bilan, Comptes, DemonstrationRefusee, connexions_demo, reglages_de_demonstration, remplir
from app.services.journal import verifier_chaine
from app.services.ressources import Ressources


def reglages(dossier: Path, **autres: object) -> Settings:
    chemins = {
        "CV_EXTRAITS_DIR": dossier / "extraits",
        "STORAGE_URL": str(dossier / "stockage"),
        "REGISTRE_URL": str(dossier / "registre"),
        "CHROMA_PERSIST_DIR": dossier / "chroma",
    }
    return Settings(_env_file=None, JWT_SECRET="s" * 40, BCRYPT_TOURS=4, **chemins, **autres)


@pytest.fixture(scope="module")
def ressources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ressources]:
    with ServeurPostgres.jetable() as url:
        produit = reglages(tmp_path_factory.mktemp("demo"), DATABASE_URL=url)
        migrer(produit)
        ressources = Ressources(produit)
        yield ressources
        ressources.fermer()


@pytest.fixture(scope="module")
def rempli(ressources: Ressources) -> tuple[Bilan, list[str]]:
    lignes: list[str] = []
    return remplir(ressources, lignes.append), lignes


@pytest.mark.lent
def test_what_is_planned_is_there(ressources: Ressources, rempli: tuple[Bilan, list[str]]) -> None:
    bilan, lignes = rempli
    assert bilan.comptes == Comptes(entreprises=3, offres=40, cvs=60, candidatures=80)
    assert lignes[-1] == "Prêt : 3 entreprises, 40 offres, 60 CV, 80 candidatures."
    plan = candidatures_demo(generer_fiches(), offres_demo())
    attendus = Counter("retiree" if c.retiree else c.etapes[-1].value if c.etapes else "recue" for c in plan)
    with ressources.unite() as session:
        assert dict(session.execute(select(Candidature.statut, func.count()).group_by(Candidature.statut)).all()) == attendus
        assert dict(session.execute(select(Utilisateur.role, func.count()).group_by(Utilisateur.role)).all()) == {"candidat": 60, "recruteur": 4, "admin": 1}
        assert session.get(Offre, identifiant_offre(1)).titre == "Développeur / Développeuse Python (F/H)"
        assert session.get(CV, identifiant_cv(60)).statut_analyse == "terminee"


@pytest.mark.lent
def test_two_runs_do_not_fill_one_database_at_once(ressources: Ressources) -> None:
    lignes: list[str] = []
    with ressources.unite() as autre:
        autre.execute(select(func.pg_advisory_xact_lock(VERROU)))
        with pytest.raises(DemonstrationRefusee, match=r"^Un autre remplissage de cette base est en cours : attendez qu'il ait fini\.$"):
            remplir(ressources, lignes.append)
    assert lignes == []


@pytest.mark.lent
def test_the_past_is_told_in_order_and_no_record_suffers(ressources: Ressources, rempli: tuple[Bilan, list[str]]) -> None:
    with ressources.unite() as session:
        requete = select(Candidature).options(selectinload(Candidature.historique), joinedload(Candidature.offre), joinedload(Candidature.cv))
        candidatures = session.execute(requete.options(joinedload(Candidature.candidat))).scalars().all()
        for candidature in candidatures:
            dates = [etape.le for etape in candidature.historique]
            assert candidature.candidat.cree_le < candidature.cv.recu_le < candidature.creee_le == dates[0]
            assert candidature.offre.creee_le == candidature.offre.publiee_le < dates[0]
            assert dates == sorted(set(dates)) and dates[-1] < datetime.now(timezone.utc)
    assert len({c.creee_le.date() for c in candidatures}) >= 15
    assert list(verifier_chaine(ressources.unite)) == []
    assert Coherence(ressources).recalculer_tout() == (80, [])


@pytest.mark.lent
def test_people_score_best_in_their_own_trade(ressources: Ressources, rempli: tuple[Bilan, list[str]]) -> None:
    fiches, offres = generer_fiches(), offres_demo()
    scores: dict[bool, list[float]] = {True: [], False: []}
    with ressources.unite() as session:
        for email, offre_id, score in session.execute(
            select(Utilisateur.email, Candidature.offre_id, Candidature.score).join(Utilisateur, Utilisateur.id == Candidature.candidat_id)
        ):
            metier = next(f.metier for f in fiches if f.email == email)
            scores[metier == next(o.metier for o in offres if o.id == offre_id)].append(float(score))
    moyennes = {sien: sum(valeurs) / len(valeurs) for sien, valeurs in scores.items()}
    assert moyennes[True] > 70
    assert moyennes[False] < moyennes[True] - 25


@pytest.mark.lent
def test_a_second_run_changes_nothing(ressources: Ressources, rempli: tuple[Bilan, list[str]]) -> None:
    lignes: list[str] = []
    bilan = remplir(ressources, lignes.append)
    assert bilan.comptes == Comptes()
    assert lignes == ["Le jeu de démonstration est déjà là : rien n'a été changé."]
    assert bilan.connexions == rempli[0].connexions


@pytest.mark.lent
def test_a_run_cut_short_goes_on(ressources: Ressources, rempli: tuple[Bilan, list[str]]) -> None:
    with ressources.unite() as session:
        session.delete(session.execute(select(Utilisateur).where(Utilisateur.role == "admin")).scalar_one())
        session.delete(session.get_one(Offre, identifiant_offre(40)))
    bilan = remplir(ressources, lambda _: None)
    # the applications to the offer that was missing come back with it
    siennes = sum(c.offre == 40 for c in candidatures_demo(generer_fiches(), offres_demo()))
    assert bilan.comptes == Comptes(entreprises=3, offres=1, cvs=0, candidatures=siennes)


def test_log_ins_are_told_in_lines() -> None:
    assert Bilan(Comptes(), connexions_demo()).lignes() == [
        "Pour vous connecter :",
        "  candidat   julien.le-goff@example.com           Démonstration 2026 !",
        "  recruteur  claire.aubertin@example.com          Démonstration 2026 !",
        "  admin      admin.demo@example.com               Démonstration 2026 !",
    ]


def test_no_model_is_called_and_production_is_refused(tmp_path: Path) -> None:
    avec_cle = reglages(tmp_path, GROQ_API_KEY="gsk-essai", DATABASE_URL="postgresql+psycopg2://nulle-part/x")
    sans = reglages_de_demonstration(avec_cle)
    assert avec_cle.LLM_MODELS and sans.LLM_MODELS == [] and sans.GROQ_API_KEY.get_secret_value() == ""
    prod = Ressources(avec_cle.model_copy(update={"ENV": "prod"}))
    with pytest.raises(DemonstrationRefusee, match="ENV=prod"):
        remplir(prod, lambda _: None)
