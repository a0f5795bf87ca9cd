"""What the API's tests share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import Connection, event

Compteur = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def compter(connexion: Connection) -> Compteur:
    """Records the statements of its block; savepoints are the tests' own."""

    @contextmanager
    def enregistrer() -> Iterator[list[str]]:
        requetes: list[str] = []

        def noter(_connexion, _curseur, requete: str, *_: object) -> None:
            if not requete.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                requetes.append(requete)

        event.listen(connexion, "before_cursor_execute", noter)
        try:
            yield requetes
        finally:
            event.remove(connexion, "before_cursor_execute", noter)

    return enregistrer
