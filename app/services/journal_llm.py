"""The language models' journal and cache in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timezone

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.ai.llm.journal import AppelLLM, Consultation
from app.core.db import LectureSeule, UniteDeTravail
from app.models import AppelModele, CacheModele


class JournalPostgres:
    """Port of `app.ai.llm.journal.JournalLLM`: each call takes a connection of its own, for as short as it can."""

    def __init__(self, unite: UniteDeTravail, lecture: LectureSeule) -> None:
        self._unite, self._lecture = unite, lecture

    def consulter(self, cles: Sequence[str]) -> Consultation:
        """Tokens noted since midnight UTC, and the answers cached under `cles`."""
        minuit = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        somme = func.coalesce(func.sum(AppelModele.tokens_entree + AppelModele.tokens_sortie), 0)
        with self._lecture() as connexion:
            trouvees = connexion.execute(select(CacheModele.cle, CacheModele.valeur).where(CacheModele.cle.in_(cles)))
            reponses = {ligne.cle: ligne.valeur for ligne in trouvees}
            return Consultation(int(connexion.execute(select(somme).where(AppelModele.cree_le >= minuit)).scalar_one()), reponses)

    def noter(self, appel: AppelLLM, reponse: tuple[str, str] | None = None) -> None:
        """Keep one attempt, and its answer."""
        with self._unite() as session:
            session.add(
                AppelModele(
                    tache=appel.tache[:60],
                    modele=appel.modele[:200],
                    version_prompt=appel.version_prompt[:200],
                    tokens_entree=appel.tokens_entree,
                    tokens_sortie=appel.tokens_sortie,
                    duree_ms=appel.duree_ms,
                    issue=appel.issue[:60],
                )
            )
            if reponse is not None:
                cle, valeur = reponse
                session.execute(
                    insert(CacheModele).values(cle=cle, valeur=valeur).on_conflict_do_update(index_elements=[CacheModele.cle], set_={"valeur": valeur})
                )
