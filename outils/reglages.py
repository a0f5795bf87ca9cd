"""The product's own settings, with one French sentence for whatever is wrong in `.env`, the port or the database."""

import socket
from urllib.parse import urlsplit

from outils.commun import RACINE, Arret


def lire_reglages():
    """The product's Settings. Raises Arret with the name of each variable that is wrong, never its value."""
    verifier_env(RACINE / ".env")
    from pydantic import ValidationError

    from app.core.config import get_settings

    try:
        return get_settings()
    except ValidationError as erreur:
        fautes = " ; ".join(expliquer_faute(faute) for faute in erreur.errors(include_input=False, include_url=False))
        raise Arret(f"Réglages refusés (fichier .env ou environnement) : {fautes}.") from None


def verifier_env(fichier):
    """Refuse a damaged `.env`, which python-dotenv would skip over in silence."""
    from dotenv.parser import parse_stream

    if not fichier.exists():
        return
    try:
        with fichier.open(encoding="utf-8") as flux:
            for ligne in parse_stream(flux):
                if ligne.error or (ligne.key is not None and ligne.value is None):
                    raise Arret(f"Le fichier {fichier} est abîmé à la ligne {ligne.original.line} : écrivez NOM=valeur, ou repartez de .env.example.")
    except UnicodeDecodeError:
        raise Arret(f"Le fichier {fichier} n'est pas du texte UTF-8 : repartez de .env.example.") from None
    except OSError as erreur:
        raise Arret(f"Le fichier {fichier} n'est pas lisible ({erreur.strerror}).") from None


def expliquer_faute(faute):
    """One of pydantic's errors in French: the variable and what is expected."""
    nom = ".".join(str(partie) for partie in faute["loc"])
    contexte = faute.get("ctx", {})
    attendu = {
        "int_parsing": "un nombre entier est attendu",
        "float_parsing": "un nombre est attendu",
        "bool_parsing": "true ou false est attendu",
        "greater_than_equal": f"au moins {contexte.get('ge')}",
        "greater_than": f"plus de {contexte.get('gt')}",
        "less_than_equal": f"au plus {contexte.get('le')}",
        "literal_error": f"attendu {contexte.get('expected')}".replace(" or ", " ou "),
    }.get(faute["type"], faute["msg"].removeprefix("Value error, "))
    return f"{nom} : {attendu}" if nom else attendu


def verifier_port(port):
    """Raises Arret when the API could not listen on `port`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except PermissionError:
            raise Arret(f"Le port {port} est réservé à root : choisissez-en un autre, par exemple PORT=8000 make run.") from None
        except OSError:
            autre = port + 1 if port < 65535 else 8000
            raise Arret(
                f"Le port {port} est déjà pris : arrêtez le programme qui l'occupe, ou choisissez-en un autre, par exemple PORT={autre} make run."
            ) from None


def verifier_base(url):
    """Raises Arret when DATABASE_URL does not answer; never prints its password."""
    import psycopg2

    adresse = urlsplit(url)
    if not adresse.scheme.startswith("postgres"):
        raise Arret("DATABASE_URL doit désigner un PostgreSQL : postgresql+psycopg2://utilisateur:motdepasse@hote:5432/base.")
    try:
        psycopg2.connect(url.replace("+psycopg2", "", 1), connect_timeout=5).close()
    except psycopg2.Error as erreur:
        cause = (str(erreur).strip().splitlines() or ["aucun détail"])[0]
        raise Arret(
            f"La base {adresse.path.lstrip('/')} de {adresse.hostname or 'la prise locale'} ne s'ouvre pas ({cause}) : démarrez ce PostgreSQL, "
            "créez la base (createdb), corrigez l'adresse, ou retirez DATABASE_URL pour utiliser la base embarquée."
        ) from None
