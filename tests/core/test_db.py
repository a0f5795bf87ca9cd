"""The pool: a connection that has just served is taken as it is, one that rests is asked, and a dead one is never handed out."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import ProgrammingError

from app.core.config import Settings
from app.core.db import RENDUE_A, SANS_QUESTION_S, create_lecture_seule, create_moteur, create_unite_de_travail


@pytest.fixture
def seule(reglages: Settings) -> Iterator[Engine]:
    """An engine of one connection."""
    moteur = create_moteur(reglages.model_copy(update={"DB_POOL_SIZE": 1, "DB_MAX_OVERFLOW": 0}))
    yield moteur
    moteur.dispose()


@pytest.fixture
def questions(seule: Engine, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that were asked whether they live."""
    posees: list[object] = []
    poser = seule.dialect.do_ping
    monkeypatch.setattr(seule.dialect, "do_ping", lambda lien: posees.append(lien) or poser(lien))
    return posees


def numero(moteur: Engine) -> int:
    """The server process behind the pool's connection."""
    with moteur.connect() as connexion:
        return connexion.execute(text("select pg_backend_pid()")).scalar_one()


def vieillir(moteur: Engine) -> None:
    """The pool's connection was given back long ago."""

    def reculer(_lien: object, entree) -> None:
        entree.info[RENDUE_A] = time.monotonic() - SANS_QUESTION_S

    event.listen(moteur, "checkin", reculer)
    numero(moteur)
    event.remove(moteur, "checkin", reculer)


def test_only_a_rested_connection_is_asked(seule: Engine, questions: list[object]):
    premier = numero(seule)
    assert numero(seule) == premier and questions == []
    vieillir(seule)
    assert numero(seule) == premier and len(questions) == 1
    assert numero(seule) == premier and len(questions) == 1


@pytest.mark.parametrize("reposee", [False, True])
def test_a_dead_connection_is_replaced_before_it_is_used(seule: Engine, questions: list[object], moteur: Engine, reposee: bool):
    premier = numero(seule)
    if reposee:
        vieillir(seule)
    with moteur.connect() as autre:
        # waits until the process is gone
        assert autre.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": premier}).scalar_one()
    assert numero(seule) != premier
    assert len(questions) == 1


def test_a_single_read_is_a_single_round_trip(seule: Engine, moteur: Engine):
    pid = numero(seule)
    with create_lecture_seule(seule)() as connexion:
        assert connexion.execute(text("select 41 + 1")).scalar_one() == 42
    with moteur.connect() as autre:
        derniere = autre.execute(text("select query, state from pg_stat_activity where pid = :pid"), {"pid": pid}).one()
    assert tuple(derniere) == ("select 41 + 1", "idle")


def test_a_failed_read_leaves_a_connection_for_transactions(seule: Engine):
    lecture, unite = create_lecture_seule(seule), create_unite_de_travail(seule)
    with pytest.raises(ProgrammingError), lecture() as connexion:
        connexion.execute(text("select rien_de_tel"))
    with pytest.raises(ZeroDivisionError), unite() as session:
        session.execute(text("create table defaite (n int)"))
        raise ZeroDivisionError
    with lecture() as connexion:
        assert connexion.execute(text("select to_regclass('defaite')")).scalar_one() is None
