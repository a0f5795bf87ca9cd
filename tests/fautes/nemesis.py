"""One function a fault (research: reliability, 3.4). Each injects for real while people work, heals, and fills a Mesure."""

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.fautes.banc import CANDIDATS, Banc, Mesure
from tests.fautes.clients import Candidat
from tests.fautes.enfant import POINTS
from tests.fautes.produit import ARRET_S, Produit
from tests.faux_groq import FauxGroq

MORT_S = 60.0
GRACE_S = 9.5
ACCOUTUMANCE_S = 60.0


def tuer_api(banc: Banc, mesure: Mesure, fois: int) -> None:
    """F1: kill -9 of the API, in turn at each named point and at a random moment."""
    produit = banc.produit
    points = [*POINTS, None]
    banc.hasard.shuffle(points)
    with banc.gens():
        for tour in range(fois):
            point = points[tour % len(points)]
            assert produit.api is not None
            if point is None:
                banc.laisser_faire(banc.hasard.uniform(0.2, 2.5))
            else:
                produit.api.tuer()
                armee = produit.lancer_api({"FAUTES_POINT": f"{point}:{banc.hasard.randint(1, 3)}"})
                echeance = time.monotonic() + MORT_S
                while armee.vivant() and time.monotonic() < echeance:
                    time.sleep(0.01)
                mesure.details[point] = int(str(mesure.details.get(point, 0))) + (not armee.vivant())
            produit.api.tuer()
            mesure.noter_retour(produit.demarrer())
        banc.laisser_faire(1)


def tuer_ouvriers(banc: Banc, mesure: Mesure, fois: int) -> None:
    """F2: kill -9 of one worker of two, at random and before the end of a job: the other takes its jobs over."""
    produit = banc.produit
    with banc.gens():
        for tour in range(fois):
            victime = banc.hasard.choice(produit.autres)
            banc.laisser_faire(banc.hasard.uniform(0.1, 1.5))
            victime.tuer()
            debut = time.monotonic()
            produit.demarrer({"FAUTES_POINT": f"avant_fin_de_tache:{banc.hasard.randint(1, 3)}"} if tour % 2 else None)
            mesure.noter_retour(time.monotonic() - debut)
    for ouvrier in produit.autres:
        ouvrier.arreter()


def couper_postgres(banc: Banc, mesure: Mesure, absence_s: float) -> None:
    """F3: an immediate restart, a kill -9, then an absence of `absence_s`. Only 503 meanwhile; back within 5 s, with nobody's help."""
    produit = banc.produit
    with banc.gens(pause_s=0.1):
        for signal_, duree_s in ((signal.SIGQUIT, 0.0), (signal.SIGKILL, 0.0), (signal.SIGINT, absence_s)):
            banc.laisser_faire(1)
            produit.tuer_postgres(signal_)
            banc.laisser_faire(duree_s)
            if duree_s:
                reponse = httpx.get(f"{produit.adresse}/ready", timeout=10)
                if (reponse.status_code, reponse.json()["code"]) != (503, "base_indisponible"):
                    banc.histoire.fautes.append(f"/ready sans base : {reponse.status_code} {reponse.text[:200]}")
            produit.serveur.entretenir()
            mesure.noter_retour(produit.attendre_pret())
        banc.laisser_faire(1)
    if max(mesure.retablissements) > 5:
        banc.histoire.fautes.append(f"retour après {max(mesure.retablissements)} s")


def fournisseur_malade(banc: Banc, mesure: Mesure, par_mode_s: float) -> None:
    """F4: the language model hangs, drips, refuses, lies. Uploads are still taken, others do not wait, the queue drains once it is well."""
    produit = banc.produit
    with FauxGroq("bon", lenteur_s=1.0) as faux:
        modele = {
            "GROQ_API_BASE": faux.url,
            "GROQ_API_KEY": "test",
            "LLM_MODELS": "groq:faux",
            "LLM_ATTENTE_S": "1",
            "LLM_DELAI_S": "2",
            "LLM_BUDGET_JOUR": "900000000",
        }
        produit.arreter_api()
        produit.demarrer(modele)
        with banc.gens():
            # everyone has an account and something at work before the first fault, however slow the machine
            echeance = time.monotonic() + ACCOUTUMANCE_S
            while sum(o.quoi == "deposer" and o.issue == "ok" for o in list(banc.histoire.operations)) < CANDIDATS and time.monotonic() < echeance:
                time.sleep(0.1)
            for mode in ("bon", "pend", "goutte", "429", "500", "400", "401", "lent", "json_casse", "schema_menteur", "hostile", "vide", "enorme", "coupe"):
                faux.mode, debut = mode, time.monotonic()
                banc.laisser_faire(par_mode_s)
                faites = [o for o in banc.histoire.operations if o.debut >= debut and o.issue == "ok"]
                depots = sum(o.quoi == "deposer" for o in faites)
                lectures = sorted(o.fin - o.debut for o in faites if o.quoi in ("relire", "chercher"))
                mesure.details[mode] = f"{depots} dépôts, p95 {1000 * lectures[int(0.95 * len(lectures))]:.0f} ms" if lectures else f"{depots} dépôts"
                mesure.injections += mode != "bon"
            faux.mode = "bon"
        produit.arreter_api()
        produit.demarrer()


def inonder(banc: Banc, mesure: Mesure, clients: int) -> None:
    """F9: more at once than there are connections: all are answered, and nothing stays stuck."""
    with banc.gens(nombre=2):
        banc.laisser_faire(2)
    candidat = banc.candidats[-1]
    candidat.connecter()
    actes: list[Callable[[], None]] = [candidat.chercher, candidat.noter, candidat.relire, banc.recruteur.chercher]
    debut, depuis = time.monotonic(), len(banc.histoire.operations)
    with ThreadPoolExecutor(clients) as fils:
        for futur in [fils.submit(actes[n % len(actes)]) for n in range(clients * 3)]:
            futur.result()
    faites = banc.histoire.operations[depuis:]
    mesure.injections = clients
    mesure.details["répondues"] = f"{len(faites)} en {time.monotonic() - debut:.1f} s"
    mesure.details["refusées"] = sum(o.issue == "refus" for o in faites)
    if inconnues := sum(o.issue == "inconnu" for o in faites):
        banc.histoire.fautes.append(f"{inconnues} requêtes sans réponse")


def effacer_pendant(banc: Banc, mesure: Mesure, fois: int) -> None:
    """F11: a CV is erased while it is corrected, read again, indexed, written: at every step, by waits at every named point."""
    produit = banc.produit
    produit.arreter_api()
    produit.demarrer({"FAUTES_LENTEUR": "0.2"})
    candidat = Candidat(f"efface-{banc.tours}", produit.adresse, banc.histoire, str(banc.graine), banc.offres)
    candidat.inscrire("candidat")
    banc.candidats.append(candidat)

    def tour(numero: int) -> None:
        candidat.deposer()
        cv_id, attendu = list(candidat.mes_cvs.items())[-1]
        attendu.certain = False
        debut, echeance = threading.Event(), banc.hasard.uniform(0, 0.5)

        def toucher(verbe: str, suite: str, admis: tuple[int, ...], **options: object) -> None:
            debut.wait(5)
            candidat.appeler(f"pendant{suite or '/effacer'}", verbe, f"/cvs/{cv_id}{suite}", admis, **options)

        with ThreadPoolExecutor(4) as fils:
            fils.submit(toucher, "PATCH", "/profil", (200, 404, 409), json={"corrections": {"titre": f"Titre {numero}"}})
            fils.submit(toucher, "POST", "/analyser", (200, 404, 409))
            fils.submit(candidat.appeler, "postuler", "POST", "/candidatures", (201, 404, 409), json={"offre_id": banc.offres[0], "cv_id": cv_id})
            debut.set()
            time.sleep(echeance)
            toucher("DELETE", "?retirer_candidatures=true", (204,))
        attendu.efface = attendu.certain = True

    for numero in range(fois):
        tour(numero)
        mesure.injections += 1
    produit.arreter_api()
    mesure.retablissements.append(round(produit.demarrer(), 2))


def arreter_sous_charge(banc: Banc, mesure: Mesure, fois: int) -> None:
    """F12: SIGTERM while people work: what was under way is answered, the process is gone within 20 s."""
    produit = banc.produit
    with banc.gens(nombre=8, pause_s=0.1):
        for _ in range(fois):
            banc.laisser_faire(2)
            envoi = time.monotonic()
            duree = produit.arreter_api()
            code = produit.api.popen.returncode if produit.api else None
            mesure.details["arrêt"] = f"{duree:.1f} s, code {code}"
            # ten seconds are promised to what is under way: on a starved machine a request may want more
            coupees = [o for o in banc.histoire.operations if o.debut < envoi - 0.1 and envoi < o.fin < envoi + GRACE_S and o.issue == "inconnu"]
            banc.histoire.fautes += [f"coupée par l'arrêt : {o.quoi}" for o in coupees]
            if duree > ARRET_S or code not in (0, -signal.SIGTERM):
                banc.histoire.fautes.append(f"arrêt en {duree:.1f} s, code {code}")
            mesure.noter_retour(produit.demarrer())
        banc.laisser_faire(1)


def empoisonner(banc: Banc, mesure: Mesure) -> None:
    """F10: a job that kills its worker each time is buried after its tries; the jobs of others are done meanwhile; `--reparer` gives it a new life."""
    produit = banc.produit
    for ouvrier in produit.autres:
        ouvrier.arreter()
    with banc.gens(nombre=1):
        banc.laisser_faire(3)
    cv_id = next(iter(banc.candidats[-1].mes_cvs))
    produit.lire("update taches set statut = 'en_attente', essais = 0, a_faire_le = now() where genre = 'ecrire_extrait' and cle = %s", cv_id)
    debut, mort = time.monotonic(), [(0,)]
    with banc.gens(nombre=1):
        while mort == [(0,)] and time.monotonic() - debut < 120:
            produit.demarrer({"FAUTES_POISON": cv_id})
            mort = produit.lire("select count(*) from taches where statut = 'echouee' and cle = %s", cv_id)
            time.sleep(0.2)
    mesure.injections = 1
    mesure.details["enterrée après"] = f"{time.monotonic() - debut:.0f} s"
    if mort != [(1,)]:
        banc.histoire.fautes.append(f"tâche empoisonnée : {mort}")
    for ouvrier in produit.autres:
        ouvrier.arreter()
    mesure.retablissements.append(round(produit.demarrer(), 2))


def index_sain(produit: Produit) -> bool:
    """Whether `/ready` says that the index serves."""
    try:
        return bool(httpx.get(f"{produit.adresse}/ready", timeout=5).json()["index"] == "ok")
    except httpx.TransportError:
        return False


def attendre_index(banc: Banc, mesure: Mesure, delai_s: float = 180.0) -> None:
    """Until the index is healthy again by itself; seconds to `mesure`."""
    debut = time.monotonic()
    while not index_sain(banc.produit):
        if time.monotonic() - debut > delai_s:
            banc.histoire.fautes.append(f"l'index ne s'est pas rétabli en {delai_s:.0f} s")
            break
        time.sleep(0.1)
    mesure.noter_retour(time.monotonic() - debut)
