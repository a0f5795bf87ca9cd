"""The page of an offer: kept for a moment, never older than a second, forgotten at once by the process that writes it."""

import uuid
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, text

from app.core.errors import Code, ErreurMetier
from app.services import vitrine_service
from app.services.ressources import Ressources
from app.services.vitrine_service import VitrineService
from tests.conftest import MOT_DE_PASSE, OFFRE


class Horloge:
    """Stands for the monotonic clock."""

    def __init__(self) -> None:
        self.instant = 100.0

    def monotonic(self) -> float:
        return self.instant


@pytest.fixture
def horloge(monkeypatch: pytest.MonkeyPatch) -> Horloge:
    horloge = Horloge()
    monkeypatch.setattr(vitrine_service, "time", horloge)
    return horloge


@pytest.fixture
def ids(client_reel: TestClient) -> list[uuid.UUID]:
    """Three published offers."""
    compte = {"email": "r@example.com", "password": MOT_DE_PASSE, "nom": "R", "prenom": "R", "role": "recruteur", "entreprise": "Atelier"}
    assert client_reel.post("/api/auth/register", json=compte).status_code == 201
    jeton = client_reel.post("/api/auth/login", json={"email": compte["email"], "password": MOT_DE_PASSE}).json()["access_token"]
    entetes = {"Authorization": f"Bearer {jeton}"}
    return [uuid.UUID(client_reel.post("/offres", json=OFFRE | {"titre": f"Poste {n}"}, headers=entetes).json()["id"]) for n in range(3)]


@pytest.fixture
def instructions(reelles: Ressources) -> Iterator[list[str]]:
    """Statements sent to the database."""
    recues: list[str] = []

    def noter(_c: object, _cur: object, instruction: str, *_: object) -> None:
        recues.append(instruction)

    event.listen(reelles.moteur, "before_cursor_execute", noter)
    yield recues
    event.remove(reelles.moteur, "before_cursor_execute", noter)


def ecrire(r: Ressources, instruction: str, **valeurs: object) -> None:
    """Another process writes."""
    with r.moteur.begin() as connexion:
        assert connexion.execute(text(instruction), valeurs).rowcount == 1


def test_one_statement_a_second_confirms_all_that_is_kept(reelles: Ressources, ids, horloge: Horloge, instructions):
    vitrine = reelles.vitrine
    lues = [vitrine.get_offre(i) for i in ids]
    assert len(instructions) == 3
    horloge.instant += 0.9
    assert [vitrine.gardee(i) for i in ids] == lues
    horloge.instant += 0.2
    assert [vitrine.gardee(i) for i in ids] == [None] * 3
    assert [vitrine.get_offre(i) for i in ids] == lues
    assert len(instructions) == 4


@pytest.mark.parametrize(
    "instruction",
    [
        "update offres set statut = 'fermee' where id = :i",
        "update offres set expire_le = now() - interval '1 second' where id = :i",
        "delete from offres where id = :i",
    ],
)
def test_what_another_process_takes_away_is_gone_within_a_second(reelles: Ressources, ids, horloge: Horloge, instruction: str):
    vitrine = reelles.vitrine
    autre = vitrine.get_offre(ids[1])
    assert vitrine.get_offre(ids[0]) == vitrine.gardee(ids[0])
    with reelles.moteur.begin() as connexion:
        connexion.execute(text("delete from passages where objet_id = :i"), {"i": ids[0]})
    ecrire(reelles, instruction, i=ids[0])
    horloge.instant += 1.0
    with pytest.raises(ErreurMetier) as refus:
        vitrine.get_offre(ids[0])
    assert refus.value.code is Code.OFFRE_INTROUVABLE
    assert (vitrine.gardee(ids[0]), vitrine.gardee(ids[1])) == (None, autre)


def test_any_change_by_another_process_is_shown_within_a_second_even_without_a_new_version(reelles: Ressources, ids, horloge: Horloge):
    avant = reelles.vitrine.get_offre(ids[0])
    ecrire(reelles, "update offres set rendu = replace(rendu, 'Poste 0', 'Poste changé') where id = :i", i=ids[0])
    horloge.instant += 1.0
    apres = reelles.vitrine.get_offre(ids[0])
    assert (apres.json, apres.etag) == (avant.json.replace("Poste 0", "Poste changé"), avant.etag)


def test_what_nobody_asks_for_is_let_go(reelles: Ressources, ids, horloge: Horloge, instructions):
    vitrine = reelles.vitrine
    vitrine.get_offre(ids[0])
    for _ in range(11):
        horloge.instant += 1.0
        vitrine.get_offre(ids[1])
    assert list(vitrine._gardees) == [ids[1]]


def test_a_row_read_while_it_is_written_here_is_not_kept(reelles: Ressources, ids):
    vitrine: VitrineService
    lecture = reelles.vitrine._lecture

    class LuPuisEcrit:
        """The write comes between the statement and the moment its answer is kept."""

        def __enter__(self):
            self.contexte = lecture()
            return self.contexte.__enter__()

        def __exit__(self, *exception: object):
            self.contexte.__exit__(*exception)
            vitrine.oublier(ids[0])

    vitrine = VitrineService(LuPuisEcrit)
    vitrine.get_offre(ids[0])
    assert vitrine.gardee(ids[0]) is None
