"""Rows that went missing, made again from those that stay: a profile from its original file, passages from their document."""

import uuid
from collections.abc import Iterator

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import Session

from app.models import CV, Offre, PassageIndexe, Profil
from app.schemas.documents import CVDocument, OffreDocument, Passage
from app.services.analyse import Analyseur
from app.services.cv_ecriture import poser_analyse
from app.services.passages import Objet, planifier_indexation, remplacer_passages, vectoriser_passages
from app.services.ressources import Ressources
from app.vector_store.text_builders import passages_cv, passages_offre

COURANT = and_(Profil.cv_id == CV.id, Profil.version == CV.version)


def sans_profil() -> "Select[uuid.UUID]":
    """CVs whose current version has no profile: nobody can read them, nor erase them one by one."""
    return select(CV.id).where(~exists().where(COURANT)).order_by(CV.id)


def sans_passages(session: Session) -> Iterator[tuple[Objet, uuid.UUID]]:
    """CVs and offers that no search can find though there is something to find."""
    cvs = select(CV.id, Profil.document).join(Profil, COURANT).where(~exists().where(PassageIndexe.objet_id == CV.id)).order_by(CV.id)
    offres = select(Offre.id, Offre.document).where(~exists().where(PassageIndexe.objet_id == Offre.id)).order_by(Offre.id)
    yield from (("cv", i) for i, document in session.execute(cvs) if _passages("cv", document))
    yield from (("offre", i) for i, document in session.execute(offres) if _passages("offre", document))


def refaire_passages(ressources: Ressources, objet: Objet, objet_id: uuid.UUID) -> None:
    """Write the passages of an object again, and have it indexed."""
    requete: Select[dict[str, object]] = select(Offre.document).where(Offre.id == objet_id)
    if objet == "cv":
        requete = select(Profil.document).join(CV, COURANT).where(CV.id == objet_id)
    with ressources.unite() as session:
        document = session.execute(requete).scalar_one_or_none()
    if document is None:
        return
    passages = vectoriser_passages(ressources.unite, ressources.embedder, _passages(objet, document))
    with ressources.unite() as session:
        # held until they are written: a change or an erasure comes before, and shows, or after, and finds them
        if session.execute(requete.with_for_update(of=CV if objet == "cv" else Offre)).scalar_one_or_none() == document:
            remplacer_passages(session, objet, objet_id, passages)
            planifier_indexation(session, objet, objet_id)


def refaire_profil(ressources: Ressources, cv_id: uuid.UUID) -> None:
    """Read the original again as the version that lost its profile; corrections stay. Raises OSError, LectureImpossible."""
    with ressources.unite() as session:
        cv = session.get_one(CV, cv_id)
    contenu = ressources.stockage.lire(cv.cle_stockage)
    analyse = Analyseur(ressources).analyser(contenu, cv.nom_fichier, cv.recu_le.date(), cv.corrections, delai_modele_s=0.0)
    with ressources.unite() as session:
        encore = session.execute(sans_profil().where(CV.id == cv_id, CV.version == cv.version).with_for_update()).scalar_one_or_none()
        if encore is not None:
            poser_analyse(session, session.get_one(CV, cv_id), analyse, cv.version)


def _passages(objet: Objet, document: dict[str, object]) -> list[Passage]:
    return passages_cv(CVDocument.model_validate(document)) if objet == "cv" else passages_offre(OffreDocument.model_validate(document))
