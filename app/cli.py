"""Commands of the operator: `python -m app.cli --help`."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from app.ai.matching.score import VERSION
from app.ai.referentiels import DonneesInvalides
from app.core.config import Settings, get_settings
from app.core.enums import Role
from app.core.errors import ErreurMetier
from app.schemas.comptes import Inscription
from app.services.coherence import Coherence, Ecart
from app.services.compte_service import CompteService
from app.services.demarrage import DemarrageImpossible, verifier_base
from app.services.demonstration.remplir import DemonstrationRefusee, reglages_de_demonstration, remplir
from app.services.effacement import EffacementService, list_effacements
from app.services.ressources import Ressources
from app.services.scores_enregistres import anterieurs, mettre_a_jour, par_version_anterieure
from app.vector_store.modele import ModeleAbsent


def creer_admin(ressources: Ressources, options: argparse.Namespace) -> int:
    """Make an admin account; the password is asked for, or taken from ADMIN_PASSWORD."""
    mot_de_passe = os.environ.get("ADMIN_PASSWORD") or _demander_mot_de_passe()
    if not mot_de_passe:
        return 2
    try:
        # a registration form of a candidate: the admin's role is given by this command alone
        demande = Inscription(email=options.email, password=mot_de_passe, nom=options.nom, prenom=options.prenom, role=Role.candidat)
    except ValidationError as erreur:
        champs = sorted({str(e["loc"][0]) for e in erreur.errors()})
        regle = " (8 à 128 caractères)" if "password" in champs else ""
        print(f"Valeurs refusées : {', '.join(champs).replace('password', 'mot de passe')}{regle}.", file=sys.stderr)
        return 2
    comptes = CompteService(ressources.unite, ressources.jetons, ressources.hacheur, ressources.settings)
    compte = comptes.creer(demande, Role.admin)
    print(f"Compte administrateur créé : {compte.email}")
    return 0


def _demander_mot_de_passe() -> str | None:
    """Asked twice on a terminal; None, with a sentence, when there is none or the two differ."""
    if not sys.stdin.isatty():
        print("Aucun terminal pour demander le mot de passe : donnez-le dans la variable ADMIN_PASSWORD.", file=sys.stderr)
        return None
    mot_de_passe = getpass.getpass("Mot de passe : ")
    if mot_de_passe != getpass.getpass("Encore une fois : "):
        print("Les deux mots de passe diffèrent.", file=sys.stderr)
        return None
    return mot_de_passe


def demo(ressources: Ressources, _: argparse.Namespace) -> int:
    """Fill the database with the demonstration."""
    bilan = remplir(ressources, lambda ligne: print(ligne, flush=True))
    print("\n".join(bilan.lignes()))
    return 0


def verifier(ressources: Ressources, options: argparse.Namespace) -> int:
    """Compare rows, files and vectors; 1 when anything is wrong and not mended."""
    coherence = Coherence(ressources)
    ecarts = coherence.verifier()
    _imprimer(ecarts)
    if options.reparer:
        trouves, ecarts = len(ecarts), coherence.reparer(ecarts)
        print(f"Réparé : {trouves - len(ecarts)} écart(s) ; il en reste {len(ecarts)}.")
    _dire_versions(ressources)
    return 1 if ecarts else 0


def recalculer(ressources: Ressources, _: argparse.Namespace) -> int:
    """Compute every score record again, check the seals of earlier versions; 1 when any bit differs."""
    total, ecarts = Coherence(ressources).recalculer_tout()
    _imprimer(ecarts)
    print(f"{total} score(s) contrôlé(s), {len(ecarts)} différent(s).")
    _dire_versions(ressources)
    return 1 if ecarts else 0


def rescorer(ressources: Ressources, _: argparse.Namespace) -> int:
    """Bring what applications show to the present version of the scorer; 1 when a record had to be left."""
    faits, laisses = mettre_a_jour(ressources.unite)
    for numero, raison in laisses:
        print(f"score {numero} laissé : {raison}")
    print(f"{faits} score(s) refait(s) en version {VERSION}, à côté des anciens ; {len(laisses)} laissé(s).")
    return 1 if laisses else 0


def _dire_versions(ressources: Ressources) -> None:
    """One line about records of earlier versions, where there are any."""
    with ressources.unite() as session:
        comptes, montres = par_version_anterieure(session), len(anterieurs(session))
    if comptes:
        detail = ", ".join(f"version {version} : {nombre}" for version, nombre in comptes.items())
        suite = f"{montres} affiché(s) : « python -m app.cli rescorer » les refait" if montres else "gardé(s) comme preuve, plus aucun n'est affiché"
        print(f"{sum(comptes.values())} score(s) d'une version antérieure du calcul ({detail}), contrôlé(s) par leurs sceaux ; {suite}.")


def effacements(ressources: Ressources, _: argparse.Namespace) -> int:
    """List the erasures; 1 when one is not finished."""
    with ressources.unite() as session:
        lignes = list_effacements(session)
    for ligne in lignes:
        print(
            f"{ligne.efface_le:%Y-%m-%d %H:%M}  {ligne.objet:<11} {ligne.objet_id}  {f'terminé {ligne.termine_le:%Y-%m-%d %H:%M}' if ligne.termine_le else 'en cours'}"
        )
    en_cours = sum(ligne.termine_le is None for ligne in lignes)
    print(f"{len(lignes)} effacement(s), {en_cours} en cours.")
    return 1 if en_cours else 0


def rejouer_effacements(ressources: Ressources, _: argparse.Namespace) -> int:
    """After a restore: erase again what was erased since the dump, and note the restore in the journal."""
    revenus = EffacementService(ressources).rejouer()
    perdues = Coherence(ressources).clore_restauration()
    print(f"{revenus} objet(s) effacé(s) à nouveau ; {perdues} ancre(s) du journal mise(s) de côté. Les tâches de fond achèvent l'effacement.")
    return 0


def _imprimer(ecarts: list[Ecart]) -> None:
    for ecart in ecarts:
        print(f"{ecart.genre:<20} {ecart.objet}  {ecart.detail}")
    if not ecarts:
        print("Aucun écart.")


def importer(options: argparse.Namespace) -> int:
    """Widen the lexicon with an official download, then have the server started again to read it."""
    from app.ai.referentiels.importation import importer_esco, importer_rome

    dossier = Path(options.dossier)
    if options.commande == "importer-esco":
        competences, metiers = importer_esco(dossier)
        print(f"ESCO : {competences} compétences et {metiers} métiers ajoutés.")
    else:
        print(f"ROME : {importer_rome(dossier)} métiers ajoutés.")
    print("Redémarrez le serveur pour qu'il les connaisse.")
    return 0


Commande = Callable[[Ressources, argparse.Namespace], int]


def analyseur() -> argparse.ArgumentParser:
    """The command line."""
    racine = argparse.ArgumentParser(prog="python -m app.cli", description="Commandes de l'exploitant")
    commandes = racine.add_subparsers(dest="commande", required=True, metavar="COMMANDE")

    def ajouter(nom: str, aide: str, action: Commande) -> argparse.ArgumentParser:
        sous = commandes.add_parser(nom, help=aide)
        sous.set_defaults(action=action)
        return sous

    admin = ajouter("creer-admin", "crée un compte administrateur (mot de passe demandé, ou ADMIN_PASSWORD)", creer_admin)
    admin.add_argument("--email", required=True)
    admin.add_argument("--nom", default="Admin")
    admin.add_argument("--prenom", default="Admin")
    ajouter("demo", "remplit la base d'un jeu de démonstration", demo)
    verif = ajouter("verifier", "compare lignes, fichiers, vecteurs et scores ; code 1 s'il y a un écart", verifier)
    verif.add_argument("--reparer", action="store_true", help="répare ce qui peut l'être, sans arrêter le service")
    ajouter("effacements", "liste les effacements demandés et ceux qui sont terminés ; code 1 s'il en reste un en cours", effacements)
    ajouter("rejouer-effacements", "après une restauration : efface à nouveau ce qui l'avait été, d'après le registre", rejouer_effacements)
    recalcul = ajouter("recalculer", "recalcule tous les scores enregistrés ; code 1 si un bit diffère", recalculer)
    recalcul.add_argument("--verifier", action="store_true", required=True)
    ajouter("rescorer", "refait, à côté de l'ancien, chaque score affiché d'une version antérieure du calcul ; code 1 s'il en reste", rescorer)
    for nom, source in (("importer-esco", "ESCO (CSV, français et anglais)"), ("importer-rome", "ROME (CSV)")):
        commandes.add_parser(nom, help=f"élargit le lexique avec {source}").add_argument("dossier", metavar="DOSSIER")
    return racine


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, else a sentence on stderr."""
    options = analyseur().parse_args(arguments)
    try:
        return importer(options) if options.commande.startswith("importer-") else _sur_la_base(options)
    except (DemarrageImpossible, DemonstrationRefusee, DonneesInvalides, ModeleAbsent) as erreur:
        print(erreur, file=sys.stderr)
    except ErreurMetier as erreur:
        print(erreur.detail("fr"), file=sys.stderr)
    return 1


def _sur_la_base(options: argparse.Namespace) -> int:
    settings: Settings = get_settings()
    if options.commande == "demo":
        settings = reglages_de_demonstration(settings)
    ressources = Ressources(settings)
    try:
        verifier_base(settings, ressources.unite)
        action: Commande = options.action
        return action(ressources, options)
    finally:
        ressources.fermer()


if __name__ == "__main__":
    sys.exit(main())
