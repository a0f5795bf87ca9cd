"""The short version of the driver, on one product after the other: `python -m tests.fautes` plays every fault, longer."""

from collections.abc import Iterator

import pytest

from tests.fautes import nemesis, nemesis_machine
from tests.fautes.banc import Banc, Mesure

pytestmark = pytest.mark.fautes
GRAINE = 20261129


@pytest.fixture(scope="module")
def banc() -> Iterator[Banc]:
    """API with its worker inside."""
    with Banc(GRAINE) as banc:
        yield banc


def test_kill_9_of_the_api_loses_nothing(banc: Banc):
    mesure = Mesure("F1")
    nemesis.tuer_api(banc, mesure, 3)
    ecarts = banc.bilan()
    assert ecarts == [], banc.resume(mesure, ecarts)
    assert len(banc.histoire.cvs) > 0


def test_postgresql_and_the_index_s_folder_go_away(banc: Banc):
    mesure = Mesure("F3, F5")
    nemesis.couper_postgres(banc, mesure, 3.0)
    nemesis_machine.abimer_index(banc, mesure, a_chaud=("supprimé",), a_froid=("écrasé",), figer=False)
    ecarts = banc.bilan()
    assert ecarts == [], banc.resume(mesure, ecarts)


def test_a_crowd_an_erasure_under_way_and_a_stop(banc: Banc):
    mesure = Mesure("F8, F9, F11, F12")
    nemesis.inonder(banc, mesure, 60)
    nemesis_machine.autre_version(banc, mesure)
    nemesis.effacer_pendant(banc, mesure, 4)
    nemesis.arreter_sous_charge(banc, mesure, 1)
    ecarts = banc.bilan() + banc.bilan_index()
    assert ecarts == [], banc.resume(mesure, ecarts)


def test_kill_9_of_a_worker_beside_another():
    mesure = Mesure("F2")
    with Banc(GRAINE, ouvriers=2) as banc:
        nemesis.tuer_ouvriers(banc, mesure, 2)
        ecarts = banc.bilan() + banc.bilan_index()
        assert ecarts == [], banc.resume(mesure, ecarts)
