"""The bench: people at work on the real product, one fault injected, healed, and every invariant read."""

import contextlib
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fautes import invariants
from tests.fautes.clients import Candidat, Histoire, Recruteur
from tests.fautes.produit import Produit

CANDIDATS = 4
OFFRES = 3


@dataclass
class Mesure:
    """What one fault gave. `rétablissement` in seconds from the heal to the service in order; `details` are figures for the report."""

    faute: str
    injections: int = 0
    retablissements: list[float] = field(default_factory=list)
    details: dict[str, object] = field(default_factory=dict)

    def noter_retour(self, secondes: float) -> None:
        self.injections += 1
        self.retablissements.append(round(secondes, 2))


class Banc:
    """Owns the product and the people; everything random comes from `graine`."""

    def __init__(self, graine: int, *, ouvriers: int = 0, env: dict[str, str] | None = None, dossier: Path | None = None, etat_pg: Path | None = None) -> None:
        self.graine = graine
        self.hasard = random.Random(f"{graine}/nemesis")
        self.produit = Produit(dossier or Path(tempfile.mkdtemp(prefix="fautes-")), ouvriers, env or {}, etat_pg=etat_pg)
        self.histoire = Histoire()
        self.tours = 0

    def __enter__(self) -> "Banc":
        try:
            self.produit.demarrer()
            self.recruteur = Recruteur("recruteur", self.produit.adresse, self.histoire, str(self.graine))
            self.offres = self.recruteur.publier(OFFRES)
        except BaseException:  # an interruption by hand too: its processes would outlive it
            self.produit.fermer()
            raise
        self.candidats: list[Candidat] = []
        return self

    def __exit__(self, *exc: object) -> None:
        self.produit.fermer()
        shutil.rmtree(self.produit.dossier, ignore_errors=True)

    @contextlib.contextmanager
    def gens(self, nombre: int = CANDIDATS, pause_s: float = 0.3) -> Iterator[None]:
        """People at work while the block runs; they finish what they do when it ends."""
        self.tours += 1
        arret = threading.Event()
        nouveaux = [Candidat(f"candidat-{self.tours}-{n}", self.produit.adresse, self.histoire, str(self.graine), self.offres) for n in range(nombre)]
        fils = [threading.Thread(target=p.vivre, args=(arret, pause_s), name=p.nom) for p in (*nouveaux, self.recruteur)]
        for fil in fils:
            fil.start()
        try:
            yield
        finally:
            arret.set()
            for fil in fils:
                fil.join(120)
            self.candidats += nouveaux
            if any(fil.is_alive() for fil in fils):
                self.histoire.fautes.append("un client attend toujours sa réponse")

    def laisser_faire(self, secondes: float) -> None:
        """Time for people to work, or for a fault to bite."""
        time.sleep(secondes)

    def bilan(self, *, echecs_admis: int = 0) -> list[str]:
        """Heal is over: wait for calm, let the operator's command mend and check, read every invariant. The gaps found."""
        self.produit.demarrer()
        ecarts = invariants.attendre_le_calme(self.produit)
        ecarts += invariants.verifier(self.produit)
        return ecarts + invariants.controler(self.produit, self.histoire, self.candidats, self.recruteur, echecs_admis=echecs_admis)

    def bilan_index(self) -> list[str]:
        """I3, with the API stopped in good order; the product is started again."""
        self.produit.arreter_api()
        ecarts = invariants.controler_index(self.produit)
        self.produit.demarrer()
        return ecarts

    def resume(self, mesure: Mesure, ecarts: list[str]) -> str:
        """One line for the report, then the gaps."""
        h = self.histoire
        perdus = sum(e.startswith("I1") for e in ecarts)
        orphelins = sum("orphelin" in e for e in ecarts)
        retour = f"retour {max(mesure.retablissements):.1f} s au plus" if mesure.retablissements else "rien à rétablir"
        figures = "".join(f", {nom} {valeur}" for nom, valeur in mesure.details.items())
        tete = (
            f"{mesure.faute:<4} graine {self.graine} : {mesure.injections} injection(s), {len(h.operations)} opérations "
            f"({h.compter('ok')} ok, {h.compter('refus')} refus, {h.compter('inconnu')} sans réponse), {len(h.cvs)} dépôts acquittés, "
            f"{perdus} perdu(s), {orphelins} orphelin(s), {retour}{figures} : {'ÉCHEC' if ecarts else 'bon'}"
        )
        return "\n".join([tete, *(f"     {e}" for e in ecarts[:30])])
