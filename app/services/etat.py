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

Sante = Literal["ok", "absent", "degrade", "en_panne"]


class Etat(BaseModel):
    """State of each dependency. The index may be degraded: search is exact meanwhile; so may the model: rules and templates serve."""

    pret: bool
    base: Sante
    migrations: Sante
    index: Sante
    embedder: Sante
    modele_langage: Sante


@lru_cache(maxsize=1)
def revision_attendue() -> str | None:
    """Head of the migrations in this source tree."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(Config(str(Path(RACINE, "alembic.ini")))).get_current_head()


def etat_des_dependances(r: Ressources, index: IndexService) -> Etat:
    """Ask each dependency; never raises for one that is down."""
    base: Sante = "ok"
    migrations: Sante = "ok"
    try:
        with r.unite() as session:
            revision = session.execute(text("select version_num from alembic_version")).scalar_one_or_none()
        migrations = "ok" if revision == revision_attendue() else "en_panne"
    except SQLAlchemyError:
        base = migrations = "en_panne"
    embedder: Sante = "ok" if r.embedder_charge else "en_panne"
    etat_index: Sante = "ok" if all(index.sain.values()) else "degrade"
    return Etat(
        pret=base == migrations == embedder == "ok",
        base=base,
        migrations=migrations,
        index=etat_index,
        embedder=embedder,
        modele_langage="absent" if r.llm is None else "ok" if r.llm.joignable else "degrade",
    )
