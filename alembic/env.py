"""Migrations run in one transaction each, under an advisory lock, with short lock waits."""

from sqlalchemy import create_engine, pool, text

from alembic import context
from app.core.config import get_settings
from app.models import Base

VERROU = 72_415_001


def run_migrations() -> None:
    """Apply what was asked, under the lock."""
    url = context.config.attributes.get("url") or get_settings().DATABASE_URL
    if not url:
        raise SystemExit("DATABASE_URL est vide : lancez « python3 dev.py run », ou indiquez la base dans .env.")
    moteur = create_engine(url, poolclass=pool.NullPool)
    with moteur.connect() as connexion:
        connexion.execute(text("select pg_advisory_lock(:v)"), {"v": VERROU})
        connexion.execute(text("set lock_timeout = '10s'"))
        connexion.commit()
        context.configure(connection=connexion, target_metadata=Base.metadata, compare_type=True, compare_server_default=True, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        connexion.execute(text("select pg_advisory_unlock(:v)"), {"v": VERROU})
        connexion.commit()


run_migrations()
