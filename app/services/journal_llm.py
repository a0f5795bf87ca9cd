"""The language models' journal and cache in PostgreSQL."""

from datetime import datetime, timezone

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.ai.llm.journal import AppelLLM
from app.core.db import UniteDeTravail
from app.models import AppelModele, CacheModele


class JournalPostgres:
    """Port of `app.ai.llm.journal.JournalLLM`: each call in a short transaction of its own."""

    def __init__(self, unite: UniteDeTravail) -> None:
        self._unite = unite

    def tokens_du_jour(self) -> int:
        """Tokens noted since midnight UTC."""
        minuit = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        with self._unite() as session:
            somme = func.coalesce(func.sum(AppelModele.tokens_entree + AppelModele.tokens_sortie), 0)
            return int(session.execute(select(somme).where(AppelModele.cree_le >= minuit)).scalar_one())

    def noter(self, appel: AppelLLM) -> None:
        """Keep one attempt."""
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

    def lire(self, cle: str) -> str | None:
        """The answer cached under `cle`, if any."""
        with self._unite() as session:
            return session.execute(select(CacheModele.valeur).where(CacheModele.cle == cle)).scalar_one_or_none()

    def ecrire(self, cle: str, valeur: str) -> None:
        """Cache an answer."""
        with self._unite() as session:
            session.execute(insert(CacheModele).values(cle=cle, valeur=valeur).on_conflict_do_update(index_elements=[CacheModele.cle], set_={"valeur": valeur}))
