"""Jobs on a database that really commits: claimed once, kept by a lease, tried again, done once for several askers."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.models import Tache
from app.services.ressources import Ressources
from app.services.taches import REMPLACEE, BailPerdu, ComptesTaches, Ouvrier, Progression, Reessayer, compter_taches, planifier, purger_taches


def une(ressources: Ressources, **criteres: object) -> Tache:
    with ressources.unite() as session:
        tache: Tache = session.execute(select(Tache).filter_by(**criteres).order_by(Tache.creee_le.desc()).limit(1)).scalar_one()
        return tache


def poser(ressources: Ressources, cle: str = "k", genre: str = "essai") -> uuid.UUID:
    with ressources.unite() as session:
        return planifier(session, genre, cle, {"cle": cle})


def changer(ressources: Ressources, tache: uuid.UUID, **valeurs: object) -> None:
    with ressources.unite() as session:
        session.execute(update(Tache).where(Tache.id == tache).values(**valeurs))


def ouvrier(ressources: Ressources, travail, genre: str = "essai") -> Ouvrier:
    return Ouvrier(ressources.unite, {genre: travail}, threading.Event())


def test_a_job_runs_once_and_says_what_it_did(reelles: Ressources):
    tache = poser(reelles)
    vus = []

    def travail(parametres, progression: Progression):
        progression.dire(40, "à mi-chemin")
        vus.append((dict(parametres), une(reelles, id=tache).progression, une(reelles, id=tache).etape))
        return {"fait": 3}

    assert ouvrier(reelles, travail).executer_en_attente() == 1
    assert vus == [({"cle": "k"}, 40, "à mi-chemin")]
    finie = une(reelles, id=tache)
    assert (finie.statut, finie.progression, finie.resultat, finie.essais, finie.erreur, finie.bail_jusqu_a) == ("terminee", 100, {"fait": 3}, 1, None, None)
    assert ouvrier(reelles, travail).executer_une() is False


def test_two_workers_never_hold_the_same_job(reelles: Ressources):
    taches = {poser(reelles, f"k{n}") for n in range(20)}
    faites: list[str] = []
    verrou = threading.Lock()

    def travail(parametres, _):
        with verrou:
            faites.append(parametres["cle"])

    with ThreadPoolExecutor(4) as fils:
        nombres = list(fils.map(lambda _: ouvrier(reelles, travail).executer_en_attente(), range(4)))
    assert sum(nombres) == len(taches) == 20
    assert sorted(faites) == sorted(f"k{n}" for n in range(20))


def test_a_row_that_someone_holds_is_passed_over(reelles: Ressources):
    premiere, seconde = poser(reelles, "a"), poser(reelles, "b")
    with reelles.unite() as session:
        session.execute(select(Tache).where(Tache.id == premiere).with_for_update())
        faites: list[str] = []
        assert ouvrier(reelles, lambda p, _: faites.append(p["cle"])).executer_en_attente() == 1
        assert faites == ["b"]
    assert une(reelles, id=premiere).statut == "en_attente"
    assert une(reelles, id=seconde).statut == "terminee"


def test_a_failure_is_tried_again_later_and_later_then_given_up(reelles: Ressources):
    tache = poser(reelles)

    def travail(_, __):
        raise KeyError("quelque chose de secret")

    attentes = []
    for essai in range(1, 6):
        assert ouvrier(reelles, travail).executer_en_attente() == 1
        etat = une(reelles, id=tache)
        assert (etat.essais, etat.erreur) == (essai, "KeyError")
        if essai < 5:
            assert etat.statut == "en_attente"
            attentes.append((etat.a_faire_le - datetime.now(timezone.utc)).total_seconds())
            assert ouvrier(reelles, travail).executer_une() is False, "not before its time"
            changer(reelles, tache, a_faire_le=func.now())
    assert (etat.statut, etat.finie_le is not None) == ("echouee", True)
    for attente, milieu in zip(attentes, (10, 20, 40, 80), strict=True):
        assert 0.8 * milieu - 1 <= attente <= 1.2 * milieu
    assert ouvrier(reelles, travail).executer_une() is False


def test_waiting_is_no_failure(reelles: Ressources):
    tache = poser(reelles)

    def travail(_, __):
        raise Reessayer(30)

    assert ouvrier(reelles, travail).executer_en_attente() == 1
    etat = une(reelles, id=tache)
    assert (etat.statut, etat.essais, etat.erreur) == ("en_attente", 0, None)
    assert 25 < (etat.a_faire_le - datetime.now(timezone.utc)).total_seconds() <= 30


def test_a_worker_that_dies_loses_its_lease(reelles: Ressources):
    tache = poser(reelles)
    changer(reelles, tache, statut="en_cours", essais=1, ouvrier="mort", bail_jusqu_a=datetime.now(timezone.utc) + timedelta(seconds=60))
    assert ouvrier(reelles, lambda *_: None).executer_une() is False, "its lease still runs"
    changer(reelles, tache, bail_jusqu_a=datetime.now(timezone.utc) - timedelta(seconds=1))
    assert ouvrier(reelles, lambda *_: {"repris": True}).executer_en_attente() == 1
    etat = une(reelles, id=tache)
    assert (etat.statut, etat.essais, etat.resultat) == ("terminee", 2, {"repris": True})


def test_a_job_that_kills_its_workers_is_given_up(reelles: Ressources):
    tache = poser(reelles)
    changer(reelles, tache, statut="en_cours", essais=5, ouvrier="mort", bail_jusqu_a=datetime.now(timezone.utc) - timedelta(seconds=1))
    assert ouvrier(reelles, lambda *_: None).executer_en_attente() == 0
    etat = une(reelles, id=tache)
    assert (etat.statut, etat.erreur) == ("echouee", "essais épuisés")


def test_who_lost_the_lease_stops_and_writes_nothing(reelles: Ressources):
    tache = poser(reelles)
    apres: list[str] = []

    def travail(_, progression: Progression):
        changer(reelles, tache, ouvrier="un autre")
        progression.dire(50, "x")
        apres.append("suite")

    ouvrier(reelles, travail).executer_une()
    etat = une(reelles, id=tache)
    assert (apres, etat.statut, etat.ouvrier, etat.progression) == ([], "en_cours", "un autre", 0)
    with pytest.raises(BailPerdu):
        Progression(reelles.unite, tache, "mort").dire(1, "x")

    def travail_muet(_, __):
        changer(reelles, seconde, ouvrier="un autre")
        return {"faux": True}

    seconde = poser(reelles, "b")
    ouvrier(reelles, travail_muet).executer_une()
    assert (une(reelles, id=seconde).statut, une(reelles, id=seconde).resultat) == ("en_cours", None)


def test_one_job_waits_for_all_who_ask(reelles: Ressources):
    assert poser(reelles) == poser(reelles)
    assert poser(reelles) != poser(reelles, "autre")
    assert poser(reelles) != poser(reelles, genre="autre")
    premiere = poser(reelles)
    changer(reelles, premiere, statut="en_cours", ouvrier="x", bail_jusqu_a=datetime.now(timezone.utc) + timedelta(minutes=1))
    assert poser(reelles) != premiere, "what runs may have read too early"


def test_askers_at_the_same_instant_share_the_job(reelles: Ressources):
    barriere = threading.Barrier(6)

    def demander(_):
        with reelles.unite() as session:
            barriere.wait(5)
            return planifier(session, "essai", "k", {})

    with ThreadPoolExecutor(6) as fils:
        assert len(set(fils.map(demander, range(6)))) == 1


@pytest.mark.parametrize("faute", [KeyError("x"), Reessayer(5)])
def test_a_failure_gives_way_to_the_same_job_asked_for_meanwhile(reelles: Ressources, faute: Exception):
    premiere = poser(reelles)
    suivantes = []

    def travail(_, __):
        if not suivantes:
            suivantes.append(poser(reelles))
            raise faute

    assert ouvrier(reelles, travail).executer_en_attente() == 2
    assert (une(reelles, id=premiere).statut, une(reelles, id=premiere).erreur) == ("echouee", "remplacée par une demande plus récente")
    assert une(reelles, id=suivantes[0]).statut == "terminee"


def test_a_job_of_an_undone_transaction_never_was(reelles: Ressources):
    with pytest.raises(RuntimeError), reelles.unite() as session:
        planifier(session, "essai", "k", {})
        raise RuntimeError
    assert ouvrier(reelles, lambda *_: None).executer_en_attente() == 0


def test_a_worker_leaves_what_it_does_not_know(reelles: Ressources):
    tache = poser(reelles, genre="reconstruire_index")
    assert ouvrier(reelles, lambda *_: None).executer_en_attente() == 0
    assert une(reelles, id=tache).statut == "en_attente"


def test_a_thread_works_until_it_is_told_to_stop(reelles: Ressources):
    fait = threading.Event()
    reveil = threading.Event()
    travailleur = Ouvrier(reelles.unite, {"essai": lambda *_: fait.set()}, reveil)
    fil = threading.Thread(target=travailleur.boucler)
    fil.start()
    poser(reelles)
    reveil.set()
    assert fait.wait(10)
    travailleur.arreter()
    fil.join(10)
    assert not fil.is_alive()
    assert une(reelles).statut == "terminee"


def test_a_pool_that_is_used_up_does_not_end_the_worker(reelles: Ressources):
    """The pool's timeout is no DBAPIError: it once ended the thread for good, and nothing was indexed any more."""
    fait, refus = threading.Event(), []

    def unite():
        if not refus:
            refus.append(1)
            raise PoolTimeout("QueuePool limit reached")
        return reelles.unite()

    reveil = threading.Event()
    travailleur = Ouvrier(unite, {"essai": lambda *_: fait.set()}, reveil)
    poser(reelles)
    fil = threading.Thread(target=travailleur.boucler)
    fil.start()
    assert fait.wait(20)
    travailleur.arreter()
    fil.join(10)
    assert refus == [1]


def test_jobs_written_before_the_clock_was_set_back_do_not_wait_for_it(reelles: Ressources):
    plus_tard = datetime.now(timezone.utc) + timedelta(hours=2)
    future, retenue, normale = poser(reelles, "a"), poser(reelles, "b"), poser(reelles, "c")
    changer(reelles, future, a_faire_le=plus_tard, creee_le=plus_tard)
    changer(reelles, retenue, statut="en_cours", ouvrier="mort", bail_jusqu_a=plus_tard)
    changer(reelles, normale, a_faire_le=datetime.now(timezone.utc) + timedelta(minutes=10))
    faites = []
    assert ouvrier(reelles, lambda parametres, _: faites.append(parametres["cle"])).executer_en_attente() == 2
    assert sorted(faites) == ["a", "b"]


def test_a_growing_wait_follows_the_age_of_the_job_and_ends_after_a_day(reelles: Ressources):
    def attendre(*_: object):
        raise Reessayer(15, croissante=True)

    for age, secondes in ((timedelta(0), 15), (timedelta(minutes=5), 300), (timedelta(hours=5), 3600)):
        tache = poser(reelles, str(age))
        maintenant = datetime.now(timezone.utc)
        changer(reelles, tache, creee_le=maintenant - age)
        ouvrier(reelles, attendre).executer_une()
        apres = une(reelles, id=tache)
        assert (apres.statut, apres.essais) == ("en_attente", 0)
        assert timedelta(seconds=secondes) <= apres.a_faire_le - maintenant < timedelta(seconds=secondes + 30)
    vieille = poser(reelles, "vieille")
    changer(reelles, vieille, creee_le=datetime.now(timezone.utc) - timedelta(days=2))
    ouvrier(reelles, attendre).executer_une()
    assert (une(reelles, id=vieille).statut, une(reelles, id=vieille).erreur) == ("echouee", "Reessayer")


def test_a_long_job_is_given_back_when_the_process_stops(reelles: Ressources):
    tache = poser(reelles)

    def travail(_, progression: Progression):
        travailleur.arreter()
        progression.dire(10, "loin de la fin")

    travailleur = ouvrier(reelles, travail)
    travailleur.executer_une()
    rendue = une(reelles, id=tache)
    assert (rendue.statut, rendue.essais, rendue.bail_jusqu_a) == ("en_attente", 0, None)


def test_the_operator_counts_jobs_and_old_ones_are_forgotten(reelles: Ressources):
    vieux = datetime.now(timezone.utc) - timedelta(days=8)
    for statut, erreur in (("terminee", None), ("echouee", "KeyError"), ("echouee", REMPLACEE), ("en_attente", None)):
        changer(reelles, poser(reelles, f"{statut}{erreur}"), statut=statut, erreur=erreur, a_faire_le=vieux, finie_le=vieux)
    poser(reelles)
    with reelles.unite() as session:
        assert compter_taches(session) == ComptesTaches(en_attente=2, en_cours=0, mortes=1, en_retard=1)
        purger_taches(session)
        assert sorted(session.execute(select(Tache.statut)).scalars()) == ["echouee", "en_attente", "en_attente"]
