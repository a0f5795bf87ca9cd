"""The engine, and the unit of work: the only place that commits."""

import select
import time
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import cast

from psycopg2 import InterfaceError, OperationalError
from psycopg2.extensions import connection as Lien
from pydantic_core import from_json
from sqlalchemy import URL, ColumnElement, Connection, Engine, SQLColumnExpression, any_, create_engine, event, literal, make_url
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from app.core.config import ReglagesInvalides, Settings

UniteDeTravail = Callable[[], AbstractContextManager[Session]]
"""Opens a session; commits when its block ends well, rolls back when it raises."""

LectureSeule = Callable[[], AbstractContextManager[Connection]]
"""Opens a connection for single statements that read; each is a transaction of its own."""

DELAI_REQUETE_MS = 15_000
DELAI_VERROU_MS = 5_000
ATTENTE_POOL_S = 1.5
# a connection given back since then is taken again without a question, unless its server has hung up
SANS_QUESTION_S = 1.0
RENDUE_A = "rendue_a"


def create_moteur(settings: Settings) -> Engine:
    """Engine on `DATABASE_URL`, with bounded waits for statements, locks and the pool. Raises ReglagesInvalides."""
    moteur = create_engine(
        _adresse(settings.DATABASE_URL),
        pool_size=settings.DB_POOL_SIZE,
        max_overflow=settings.DB_MAX_OVERFLOW,
        pool_timeout=ATTENTE_POOL_S,
        pool_recycle=1800,
        # half the time of the standard library's, which holds every other thread back meanwhile
        json_deserializer=from_json,
        connect_args={
            "connect_timeout": 5,
            "application_name": "ai-recruitment",
            "options": f"-c timezone=UTC -c statement_timeout={DELAI_REQUETE_MS} -c lock_timeout={DELAI_VERROU_MS} -c idle_in_transaction_session_timeout=60000"
            # pages are in memory or on an SSD: at the default of 4, made for disks that turn, a search reads every account to look at a thousand
            " -c random_page_cost=1.1"
            # starting a worker costs more than it takes over of statements this short, and takes the other processor from someone else's request
            " -c max_parallel_workers_per_gather=0",
        },
    )
    _eprouver_les_prises(moteur)
    return moteur


def _eprouver_les_prises(moteur: Engine) -> None:
    """As `pool_pre_ping`, less its round trip where one has just been made: a server that goes away closes its sockets, which shows without asking it."""

    def dater(_lien: Lien | None, entree: ConnectionPoolEntry) -> None:
        entree.info[RENDUE_A] = time.monotonic()

    def eprouver(lien: Lien, entree: ConnectionPoolEntry, _prise: PoolProxiedConnection) -> None:
        rendue_a = entree.info.get(RENDUE_A)
        if rendue_a is None or (time.monotonic() - rendue_a < SANS_QUESTION_S and _muette(lien)):
            return
        try:
            moteur.dialect.do_ping(lien)
        except (OperationalError, InterfaceError):
            # the pool opens another in its place, and asks no more of those as old
            raise InvalidatePoolError from None

    event.listen(moteur, "checkin", dater)
    event.listen(moteur, "checkout", eprouver)


def _muette(lien: Lien) -> bool:
    """Whether the server has said nothing, not even farewell, since its last answer."""
    if lien.closed:
        return False
    guet = select.poll()
    guet.register(lien.fileno(), select.POLLIN)
    return not guet.poll(0)


def _adresse(texte: str) -> URL:
    if not texte:
        raise ReglagesInvalides(
            "DATABASE_URL n'est pas définie : lancez « python3 dev.py run » (« python3 dev.py cli … » pour une commande), ou indiquez votre base PostgreSQL dans .env."
        )
    try:
        url = make_url(texte)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername != "postgresql+psycopg2":
        raise ReglagesInvalides("Réglages refusés (.env ou environnement) : DATABASE_URL n'est pas l'adresse d'une base PostgreSQL. Corrigez, puis relancez.")
    return url


def create_unite_de_travail(moteur: Engine) -> UniteDeTravail:
    """Unit of work on `moteur`: used by the edge for a request, and by long use cases once a phase."""
    fabrique = sessionmaker(moteur, expire_on_commit=False)

    @contextmanager
    def unite() -> Iterator[Session]:
        with fabrique() as session, session.begin():
            yield session

    return unite


def create_lecture_seule(moteur: Engine) -> LectureSeule:
    """Reads on `moteur` without the two round trips of a transaction around each statement."""

    @contextmanager
    def lecture() -> Iterator[Connection]:
        with moteur.connect() as connexion:
            lien = cast("Lien", connexion.connection.driver_connection)
            # the driver's own switch: SQLAlchemy's isolation level would send a SET when it puts back what was
            lien.autocommit = True
            try:
                yield connexion
            finally:
                if not lien.closed:
                    lien.autocommit = False

    return lecture


def parmi(colonne: SQLColumnExpression[uuid.UUID], ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Whether `colonne` is one of many ids, as one parameter: `in_` makes one of each, and a statement of that length to be parsed."""
    return colonne == any_(literal(list(ids), type_=ARRAY(UUID())))
