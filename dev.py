#!/usr/bin/env python3
"""Set-up and daily commands, standard library only: `python3 dev.py aide`. The Makefile only calls it.

Two stages. Any Python makes the virtual environment; then the script starts itself again inside it, where the product's own
settings, migrations and PostgreSQL supervisor are at hand. `run` owns every process: it starts PostgreSQL before uvicorn,
which only sees a DATABASE_URL, and stops both.
"""

import os
import shutil
import signal
import subprocess
import sys

AIDE = """Commandes (chacune installe d'abord ce qui manque) :

  run [--demo]        démarre PostgreSQL (sauf si DATABASE_URL est réglée), migre, sert l'API ; PORT=8001 change le port
  demo                comme run --demo : remplit la base d'entreprises, d'offres et de CV inventés, puis sert
  test [--rapide]     ruff, mypy, contrats d'import, migrations, puis toute la suite ; --rapide : ruff et les tests courts ;
                      ce qui suit « -- » va à pytest : python3 dev.py test --rapide -- -k offres
  lint                ruff, mypy, contrats d'import
  installer [--dev]   environnement virtuel, dépendances, poids et fichier du modèle
  migrer              met le schéma de la base à jour
  cli COMMANDE…       python -m app.cli sur la même base, par exemple : python3 dev.py cli creer-admin --email MOI@EXEMPLE.FR
  nettoyer            efface caches et environnement ; nettoyer --donnees efface aussi la base, les CV et l'index
  aide                ce texte"""
NOMS_DE_PYTHON = ("python3.13", "python3.12", "python3.11", "python3.10")


def exiger_python():
    """An older interpreter hands over to a newer one, or says so in one sentence: nothing below this line would run on it."""
    if sys.version_info >= (3, 10):  # noqa: UP036
        return
    for nom in NOMS_DE_PYTHON:
        chemin = shutil.which(nom)
        if chemin and subprocess.call([chemin, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            os.execv(chemin, [chemin, *sys.argv])  # noqa: S606
    sys.exit("Il faut Python 3.10 ou plus récent (celui-ci est {}.{}) : installez-le, puis relancez.".format(*sys.version_info[:2]))


def commande_installer(options):
    from outils.commun import dire
    from outils.installation import construire_modele, installer

    venv = installer(dev="--dev" in options)
    construire_modele(venv)
    dire(f"Tout est installé dans {venv}.")
    return 0


def commande_run(options):
    from outils.installation import dans_le_venv, installer

    dans_le_venv(installer())
    from outils.lanceur import lancer

    lancer(demo="--demo" in options or os.environ.get("DEMO", "").lower() not in ("", "0", "non", "false"))
    return 0


def commande_demo(_options):
    return commande_run(["--demo"])


def commande_migrer(_options):
    from outils.commun import dire

    code = commande_cli(None)
    dire("Le schéma de la base est à jour.")
    return code


def commande_cli(options):
    from outils.installation import dans_le_venv, installer

    dans_le_venv(installer())
    from outils.lanceur import base_de_donnees, commande_produit, migrer
    from outils.reglages import lire_reglages

    with base_de_donnees(lire_reglages()) as (env, _serveur):
        migrer(env)
        return 0 if options is None else commande_produit(*options, env=env)


def commande_lint(_options):
    from outils.installation import dans_le_venv, installer

    dans_le_venv(installer(dev=True))
    from outils.verifications import controler_code

    return 1 if controler_code() else 0


def commande_test(options):
    from outils.installation import dans_le_venv, installer

    dans_le_venv(installer(dev=True))
    from outils.verifications import tester

    coupure = options.index("--") if "--" in options else len(options)
    return tester("--rapide" in options[:coupure], options[coupure + 1 :])


def commande_nettoyer(options):
    from outils.commun import dire
    from outils.nettoyage import nettoyer

    nettoyer(donnees="--donnees" in options)
    dire("Nettoyé." if "--donnees" in options else "Nettoyé. La base, les CV et l'index restent ; nettoyer --donnees les efface aussi.")
    return 0


def commande_aide(_options):
    from outils.commun import dire

    dire(AIDE)
    return 0


# name -> (function, options it knows; None: everything is passed on)
COMMANDES = {
    "run": (commande_run, ("--demo",)),
    "demo": (commande_demo, ()),
    "test": (commande_test, ("--rapide",)),
    "lint": (commande_lint, ()),
    "installer": (commande_installer, ("--dev",)),
    "migrer": (commande_migrer, ()),
    "cli": (commande_cli, None),
    "nettoyer": (commande_nettoyer, ("--donnees",)),
    "aide": (commande_aide, ()),
}


def lire_arguments(arguments):
    """(function, its options). Raises Arret for an unknown command or option."""
    from outils.commun import Arret

    nom, options = (arguments[0], arguments[1:]) if arguments else ("aide", [])
    nom = "aide" if nom in ("-h", "--help") else nom
    if nom not in COMMANDES:
        raise Arret(f"Commande inconnue : {nom}. Voyez : python3 dev.py aide")
    fonction, connues = COMMANDES[nom]
    if connues is not None:
        propres = options[: options.index("--")] if nom == "test" and "--" in options else options
        inconnues = [option for option in propres if option not in connues]
        if inconnues:
            raise Arret(f"Option inconnue pour {nom} : {' '.join(inconnues)}. Voyez : python3 dev.py aide")
    return fonction, options


def ecouter_les_arrets():
    """Ctrl-C, SIGTERM and a closed terminal all end in one ArretDemande, so that every `finally` runs once."""
    from outils.commun import ArretDemande

    signaux = [signal.SIGINT, signal.SIGTERM] + ([signal.SIGHUP] if os.name != "nt" else [])

    def interrompre(_signal, _cadre):
        for recu in signaux:
            signal.signal(recu, signal.SIG_IGN)  # one request is enough: stopping takes a second
        raise ArretDemande

    for recu in signaux:
        if signal.getsignal(recu) != signal.SIG_IGN:  # nohup keeps its promise
            signal.signal(recu, interrompre)


def principal(arguments):
    """Run one command. Returns the exit code: 0, the tool's own, 1 with one sentence, 130 when work was cut short."""
    from outils.commun import Arret, ArretDemande, dire

    fonction = None
    try:
        fonction, options = lire_arguments(arguments)
        ecouter_les_arrets()
        return fonction(options)
    except Arret as arret:
        sys.stderr.write(f"{arret}\n")
        return 1
    except PermissionError as erreur:
        sys.stderr.write(f"{erreur.filename} appartient à un autre compte : relancez avec ce compte, ou supprimez-le.\n")
        return 1
    except ArretDemande:
        dire("Arrêté.")
        return 0 if fonction in (commande_run, commande_demo) else 130


if __name__ == "__main__":
    exiger_python()
    sys.exit(principal(sys.argv[1:]))
