"""Which bench each fault wants, and how long it is played."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.fautes import nemesis, nemesis_machine
from tests.fautes.banc import Banc, Mesure

Action = Callable[[Banc, Mesure, int], None]
TOUT = ("supprimé", "tronqué", "écrasé")
# action (bench, measure, how many times; 0: its own number), and how many workers stand apart
SCENARIOS: dict[str, tuple[Action, int]] = {
    "F1": (lambda b, m, n: nemesis.tuer_api(b, m, n or 14), 0),
    "F2": (lambda b, m, n: nemesis.tuer_ouvriers(b, m, n or 8), 2),
    "F3": (lambda b, m, n: nemesis.couper_postgres(b, m, 20.0), 0),
    "F4": (lambda b, m, n: nemesis.fournisseur_malade(b, m, float(n or 5)), 0),
    "F5": (lambda b, m, n: nemesis_machine.abimer_index(b, m, a_chaud=TOUT * (n or 1), a_froid=TOUT * (n or 1), figer=True), 0),
    "F6": (lambda b, m, n: nemesis_machine.remplir_disque(b, m, 8.0), 0),
    "F7": (lambda b, m, n: nemesis_machine.bouger_horloge(b, m, b.produit.dossier.with_suffix(".horloge")), 0),
    "F8": (lambda b, m, n: nemesis_machine.autre_version(b, m), 0),
    "F9": (lambda b, m, n: nemesis.inonder(b, m, 200), 0),
    "F10": (lambda b, m, n: nemesis.empoisonner(b, m), 2),
    "F11": (lambda b, m, n: nemesis.effacer_pendant(b, m, n or 20), 0),
    "F12": (lambda b, m, n: nemesis.arreter_sous_charge(b, m, n or 3), 0),
}


@contextmanager
def banc_pour(faute: str, graine: int) -> Iterator[Banc]:
    """The bench that a fault wants: small disks for F6, a clock of its own for F7, workers apart for F2 and F10."""
    with ExitStack() as pile:
        dossier = Path(pile.enter_context(tempfile.TemporaryDirectory(prefix="fautes-", ignore_cleanup_errors=True)))
        etat_pg, env = None, {}
        if faute == "F6":
            etat_pg = Path(pile.enter_context(tempfile.TemporaryDirectory(prefix="fautes-pg-", ignore_cleanup_errors=True)))
            pile.enter_context(nemesis_machine.disques_etroits(dossier, etat_pg))
            (dossier / "tmp").mkdir()
            env = {"TMPDIR": str(dossier / "tmp")}
        elif faute == "F7":
            decalage = dossier.with_suffix(".horloge")
            pile.callback(decalage.unlink, missing_ok=True)
            env = nemesis_machine.horloge(decalage)
        yield pile.enter_context(Banc(graine, ouvriers=SCENARIOS[faute][1], env=env, dossier=dossier, etat_pg=etat_pg))


def jouer(faute: str, graine: int, fois: int) -> tuple[str, list[str]]:
    """Play `faute` with `graine`; (report, gaps)."""
    mesure = Mesure(faute)
    with banc_pour(faute, graine) as banc:
        SCENARIOS[faute][0](banc, mesure, fois)
        ecarts = banc.bilan()
        ecarts += banc.bilan_index()
        return banc.resume(mesure, ecarts), ecarts
