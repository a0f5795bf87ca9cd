"""What readiness tells, dependency by dependency."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.config import RACINE
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.taches import compter_taches

Sante = Literal["ok", "absent", "degrade", "en_panne"]


class Etat(BaseModel):
    """State of each dependency. The index may be degraded: search is exact meanwhile; so may the model: rules and templates serve;
    so may the migrations: a newer version is being deployed. Jobs are degraded when one was given up or is a quarter of an hour late.
    """

    pret: bool
    base: Sante
    migrations: Sante
    index: Sante
    taches: Sante
    embedder: Sante
    modele_langage: Sante


@lru_cache(maxsize=1)
def _revisions() -> tuple[str | None, frozenset[str]]:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    dossier = ScriptDirectory.from_config(Config(str(Path(RACINE, "alembic.ini"))))
    return dossier.get_current_head(), frozenset(r.revision for r in dossier.walk_revisions())


def revision_attendue() -> str | None:
    """Head of the migrations in this source tree."""
    return _revisions()[0]


def est_connue(revision: str) -> bool:
    """Whether this source tree has that migration; false when a newer version made it."""
    return revision in _revisions()[1]


def etat_des_dependances(r: Ressources, index: IndexService) -> Etat:
    """Ask each dependency; never raises for one that is down."""
    base: Sante = "ok"
    migrations: Sante = "ok"
    taches: Sante = "ok"
    try:
        with r.unite() as session:
            revision = session.execute(text("select version_num from alembic_version")).scalar_one_or_none()
            comptes = compter_taches(session)
        if revision != revision_attendue():
            migrations = "en_panne" if revision is None or est_connue(revision) else "degrade"
        taches = "degrade" if comptes.mortes or comptes.en_retard else "ok"
    except SQLAlchemyError:
        base = migrations = taches = "en_panne"
    embedder: Sante = "ok" if r.embedder_charge else "en_panne"
    etat_index: Sante = "ok" if all(index.sain.values()) else "degrade"
    return Etat(
        pret=base == embedder == "ok" and migrations != "en_panne",
        base=base,
        migrations=migrations,
        index=etat_index,
        taches=taches,
        embedder=embedder,
        modele_langage="absent" if r.llm is None else "ok" if r.llm.joignable else "degrade",
    )
