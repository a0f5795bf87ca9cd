"""Writing a CV's rows, and the work that follows the commit: files, index, model."""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.storage import Stockage, ecrire_durable
from app.models import CV, CacheModele, Candidature, CleIdempotence, PierreTombale, Profil, ScoreEnregistre
from app.services.analyse import Analyse
from app.services.cv_queries import avec_profil
from app.services.journal import oublier_motifs
from app.services.passages import oublier_vecteurs, planifier_desindexation, planifier_indexation, remplacer_passages, supprimer_passages
from app.services.taches import planifier
from app.services.textes_recherche import vecteur_texte
from app.utils.text import fold


def poser_analyse(session: Session, cv: CV, analyse: Analyse, version: int) -> Profil:
    """Make `analyse` the current version of a CV: profile, columns for search, passages, and the jobs that follow."""
    lecture, document = analyse.lecture, analyse.document
    cv.version, cv.statut_analyse, cv.analyse_le = version, "terminee", datetime.now(timezone.utc)
    cv.nb_pages, cv.langue = lecture.qualite.nb_pages, analyse.profil.langue_cv
    cv.texte, cv.qualite = lecture.texte.model_dump(mode="json"), lecture.qualite.model_dump(mode="json")
    cv.annees_experience, cv.niveau_etudes = analyse.profil.annees_experience, analyse.profil.niveau_etudes
    cv.concepts = sorted({c.concept_id or " ".join(fold(c.nom).split())[:200] for c in document.competences})
    cv.langues = sorted({x.langue for x in document.langues})
    cv.mobilite = [fold(lieu)[:200] for lieu in document.mobilite_lieux]
    cv.contrat_souhaite = analyse.profil.type_contrat_souhaite.value if analyse.profil.type_contrat_souhaite else None
    corps = " ".join(p.passage.texte for p in analyse.passages)
    cv.recherche = session.execute(select(vecteur_texte(document.titre or "", corps))).scalar_one()
    session.add(cv)
    session.flush()
    profil = Profil(
        cv_id=cv.id,
        version=version,
        profil=analyse.profil.model_dump(mode="json"),
        preuves={chemin: p.model_dump(mode="json") for chemin, p in analyse.preuves.items()},
        document=document.model_dump(mode="json"),
        origine=analyse.origine,
    )
    session.add(profil)
    remplacer_passages(session, "cv", cv.id, analyse.passages)
    planifier_indexation(session, "cv", cv.id)
    planifier(session, "ecrire_extrait", str(cv.id), {"cv_id": str(cv.id)})
    if analyse.modele_attendu:
        planifier(session, "enrichir_cv", str(cv.id), {"cv_id": str(cv.id)}, cv.candidat_id)
    return profil


def effacer_cv(session: Session, cv: CV) -> None:
    """Remove a CV from PostgreSQL behind a tombstone; files and index follow by job. Applications keep their row, not the CV nor its scores."""
    poser_pierre(session, "cv", cv.id)
    for origine in list(session.execute(select(Profil.origine).where(Profil.cv_id == cv.id)).scalars()):
        oublier_reponse(session, origine)
    oublier_motifs(session, [cv.id])
    session.execute(update(Candidature).where(Candidature.cv_id == cv.id).values(score=None))
    # answers kept to be replayed: the upload's, and those of applications, which quote the CV
    session.execute(delete(CleIdempotence).where(or_(*(CleIdempotence.reponse[cle].astext == str(cv.id) for cle in ("id", "cv_id")))))
    cle_stockage, cv_id = cv.cle_stockage, cv.id
    # vectors of older versions, that only the scores going with the CV still needed
    notes = set(session.execute(select(func.unnest(ScoreEnregistre.empreintes_vecteurs)).where(ScoreEnregistre.cv_id == cv_id)).scalars())
    session.flush()
    session.expunge(cv)
    session.execute(delete(CV).where(CV.id == cv_id))  # scores go with the CV, so that their vectors are free to go too
    supprimer_passages(session, cv_id)
    oublier_vecteurs(session, notes)
    planifier_desindexation(session, "cv", cv_id)
    planifier(session, "achever_effacement", str(cv_id), {"objet": "cv", "objet_id": str(cv_id), "cles_stockage": [cle_stockage]})


def poser_pierre(session: Session, objet: str, objet_id: uuid.UUID) -> None:
    """The tombstone, before anything is removed; over a row that a restore brought back, it begins again."""
    session.merge(PierreTombale(objet_id=objet_id, objet=objet, fichiers_effaces_le=None, termine_le=None))
    session.flush()


def oublier_reponse(session: Session, origine: Mapping[str, object]) -> None:
    """Drop the model's cached answer that a reading came from."""
    modele = origine.get("modele")
    trace = modele.get("trace") if isinstance(modele, dict) else None
    if isinstance(trace, dict) and isinstance(cle := trace.get("cle_cache"), str):
        session.execute(delete(CacheModele).where(CacheModele.cle == cle))


def reponses_sans_cv(age: timedelta) -> "Select[str]":
    """Keys of cached answers older than `age` that no profile came from: readings that were cut short, explanations."""
    cle_citee = Profil.origine[("modele", "trace", "cle_cache")].astext
    return select(CacheModele.cle).where(CacheModele.cree_le < func.clock_timestamp() - age, ~exists().where(cle_citee == CacheModele.cle))


def oublier_reponses_sans_cv(session: Session, age: timedelta) -> None:
    """Drop them: they only spare a call."""
    session.execute(delete(CacheModele).where(CacheModele.cle.in_(reponses_sans_cv(age))))


def ecrire_extrait(session: Session, dossier: Path, cv_id: uuid.UUID) -> bool:
    """Write `cv_extraits/{cv_id}.json` from the rows; False when the CV is gone. An erasure waits for the write, so that it finds the file."""
    session.execute(select(CV.id).where(CV.id == cv_id).with_for_update(read=True))
    ligne = session.execute(avec_profil(Profil.preuves).where(CV.id == cv_id)).one_or_none()
    if ligne is None:
        return False
    cv, profil = ligne
    contenu = {
        "cv_id": str(cv.id),
        "nom_fichier": cv.nom_fichier,
        "recu_le": cv.recu_le.isoformat(),
        "version": cv.version,
        "profil": profil.profil,
        "preuves": profil.preuves,
        "qualite": cv.qualite,
    }
    dossier.mkdir(parents=True, exist_ok=True)
    ecrire_durable(dossier / f"{cv_id}.json", json.dumps(contenu, ensure_ascii=False, indent=2).encode())
    return True


def effacer_fichiers(stockage: Stockage, dossier: Path, cv_id: uuid.UUID, cles_stockage: Iterable[str]) -> None:
    """Remove the originals and the extracted JSON, and what a crash left of writing it; absent is fine."""
    for cle in cles_stockage:
        stockage.supprimer(cle)
    for fichier in (dossier / f"{cv_id}.json", *dossier.glob(f".{cv_id}.json.*")):
        fichier.unlink(missing_ok=True)
