"""The edge: bodies, places, slow senders. What stands before parsing, database and models."""

import asyncio
import gc
import json
import socket
import threading
import time

import httpx
import pytest
from starlette.responses import StreamingResponse

from app.api import middleware
from app.api.middleware import Admission, Depot, LimitesCorps
from app.api.routes.auth import SECRETS
from app.core.db import ATTENTE_POOL_S
from app.core.security import Jetons
from tests.api.test_modele import faux  # noqa: F401 - a fixture

JETONS = Jetons("x" * 40, "HS256", 60)
DEPOT = Depot("/cvs/upload", 2_000_000)


class Derriere:
    """What the layers protect: reads the body, waits until it is let go, answers 200."""

    def __init__(self) -> None:
        self.recus: list[int] = []
        self.porte = asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        taille, suite = 0, True
        while suite:
            message = await receive()
            taille += len(message.get("body", b""))
            suite = message.get("more_body", False)
        self.recus.append(taille)
        await self.porte.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def demander(app, chemin: str, morceaux, *, verbe: str = "POST", **entetes: str) -> tuple[int, dict[str, str]]:
    """Status and headers; a piece that is an Event is waited for."""
    reste, sortie = iter(morceaux), []

    async def recevoir():
        morceau = next(reste, None)
        if isinstance(morceau, asyncio.Event):
            await morceau.wait()
            morceau = b""
        return {"type": "http.request", "body": morceau or b"", "more_body": morceau is not None}

    async def envoyer(message) -> None:
        sortie.append(message)

    brut = [(nom.replace("_", "-").encode(), valeur.encode()) for nom, valeur in entetes.items()]
    await app({"type": "http", "method": verbe, "path": chemin, "headers": brut}, recevoir, envoyer)
    return sortie[0]["status"], {n.decode(): v.decode() for n, v in sortie[0]["headers"]}


@pytest.mark.parametrize("annonce", ["300000", "99999999999999999999", "-1", "abc", "1e9", "٣"])
def test_a_length_that_is_too_large_or_no_number_is_refused_unread(annonce: str):
    async def jouer() -> None:
        derriere = Derriere()

        async def explose():
            raise AssertionError("the body was read")
            yield

        limites = LimitesCorps(derriere, JETONS, DEPOT)
        sortie: list[dict] = []

        async def envoyer(message) -> None:
            sortie.append(message)

        scope = {"type": "http", "method": "POST", "path": "/api/auth/login", "headers": [(b"content-length", annonce.encode("utf-8"))]}
        await limites(scope, explose, envoyer)
        assert (sortie[0]["status"], derriere.recus) == (413, [])

    asyncio.run(jouer())


@pytest.mark.parametrize("entetes", [{}, {"content_length": "10"}], ids=["absent", "menteur"])
def test_what_arrives_is_counted_whatever_was_announced(entetes: dict):
    async def jouer() -> None:
        derriere = Derriere()
        limites = LimitesCorps(derriere, JETONS, DEPOT)
        statut, sortie = await demander(limites, "/api/auth/login", [b"x" * 100_000] * 3, **entetes)
        assert (statut, sortie["connection"], derriere.recus, limites._en_memoire) == (413, "close", [], 0)

    asyncio.run(jouer())


def test_bodies_of_all_requests_together_are_bounded_and_given_back():
    async def jouer() -> None:
        derriere = Derriere()
        limites = LimitesCorps(derriere, JETONS, DEPOT, en_memoire_max=500_000)
        premiers = [asyncio.create_task(demander(limites, "/offres", [b"x" * 240_000])) for _ in range(2)]
        while len(derriere.recus) < 2:
            await asyncio.sleep(0)
        statut, entetes = await demander(limites, "/offres", [b"x" * 240_000])
        assert (statut, entetes["retry-after"], limites._en_memoire) == (503, "5", 480_000)
        derriere.porte.set()
        assert [statut for statut, _ in await asyncio.gather(*premiers)] == [200, 200]
        assert limites._en_memoire == 0
        assert (await demander(limites, "/offres", [b"x" * 240_000]))[0] == 200

    asyncio.run(jouer())


def test_a_body_that_never_ends_is_refused_in_time_and_gives_back_what_it_held(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(middleware, "DELAI_CORPS_S", 0.05)

    async def jouer() -> None:
        derriere = Derriere()
        limites = LimitesCorps(derriere, JETONS, DEPOT)
        statut, _ = await demander(limites, "/offres", [b"x" * 1000, asyncio.Event()])
        assert (statut, derriere.recus, limites._en_memoire) == (400, [], 0)

    asyncio.run(jouer())


def test_a_cancelled_request_gives_back_what_it_held():
    async def jouer() -> None:
        limites = LimitesCorps(Derriere(), JETONS, DEPOT)
        tache = asyncio.create_task(demander(limites, "/offres", [b"x" * 1000, asyncio.Event()]))
        while limites._en_memoire == 0:
            await asyncio.sleep(0)
        tache.cancel()
        with pytest.raises(asyncio.CancelledError):
            await tache
        assert limites._en_memoire == 0

    asyncio.run(jouer())


def test_past_its_places_and_its_queue_a_request_is_refused_at_once_and_health_passes():
    async def jouer() -> None:
        derriere = Derriere()
        porte = Admission(derriere, places=2, depot=DEPOT, places_depot=1)
        dedans = [asyncio.create_task(demander(porte, "/offres", [b""], verbe="GET")) for _ in range(2 + 2 * 40)]
        while len(derriere.recus) < 2:
            await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0)
        statut, entetes = await demander(porte, "/offres", [b""], verbe="GET")
        assert (statut, entetes["retry-after"]) == (503, "5")
        sante = asyncio.create_task(demander(porte, "/health", [b""], verbe="GET"))
        # uploads have a door of their own
        depot = asyncio.create_task(demander(porte, "/cvs/upload", [b"x"]))
        while len(derriere.recus) < 4:
            await asyncio.sleep(0)
        derriere.porte.set()
        statuts = [s for s, _ in await asyncio.gather(sante, depot, *dedans)]
        assert statuts == [200] * 84

    asyncio.run(jouer())


def test_a_place_that_never_comes_free_is_a_503_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(middleware, "ATTENTE_MAX_S", 0.05)

    async def jouer() -> None:
        derriere = Derriere()
        porte = Admission(derriere, places=1, depot=DEPOT, places_depot=1)
        premier = asyncio.create_task(demander(porte, "/offres", [b""], verbe="GET"))
        while not derriere.recus:
            await asyncio.sleep(0)
        assert (await demander(porte, "/offres", [b""], verbe="GET"))[0] == 503
        derriere.porte.set()
        assert (await premier)[0] == 200
        assert (await demander(porte, "/offres", [b""], verbe="GET"))[0] == 200, "the place was given back"

    asyncio.run(jouer())


def test_who_reads_an_answer_slowly_holds_no_place():
    async def jouer() -> None:
        lu, morceaux = asyncio.Event(), []

        async def archive(scope, receive, send) -> None:
            await StreamingResponse(iter([b"x" * 65536] * 3))(scope, receive, send)

        porte = Admission(archive, places=1, depot=DEPOT, places_depot=1)

        async def envoyer(message) -> None:
            morceaux.append(message)
            if message["type"] == "http.response.body":
                await lu.wait()

        scope = {"type": "http", "method": "GET", "path": "/api/auth/me/export", "headers": [], "asgi": {"spec_version": "2.4"}}
        lents = [asyncio.create_task(porte(scope, asyncio.Event().wait, envoyer)) for _ in range(5)]
        while len(morceaux) < 10:
            await asyncio.sleep(0.001)  # its pieces come from a thread
        assert [m["type"] for m in morceaux].count("http.response.body") == 5, "five at once behind one place, none of them read"
        lu.set()
        await asyncio.gather(*lents)
        assert sum(len(m.get("body", b"")) for m in morceaux) == 5 * 3 * 65536

    asyncio.run(jouer())


def test_an_answer_that_nobody_reads_is_left_and_frees_what_it_held(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(middleware, "DELAI_LECTURE_S", 0.05)

    async def jouer(version: str) -> None:
        lache, envoyes = threading.Event(), []

        def morceaux():
            try:
                while True:
                    yield b"x" * 65536
            finally:
                lache.set()

        async def archive(scope, receive, send) -> None:
            await StreamingResponse(morceaux())(scope, receive, send)

        async def envoyer(message) -> None:
            envoyes.append(message)
            if len(envoyes) == 4:
                await asyncio.Event().wait()  # the reader's window is full and stays so

        porte = Admission(archive, places=1, depot=DEPOT, places_depot=1)
        scope = {"type": "http", "method": "GET", "path": "/api/auth/me/export", "headers": [], "asgi": {"spec_version": version}}
        await porte(scope, asyncio.Event().wait, envoyer)
        gc.collect()
        assert len(envoyes) == 4
        assert await asyncio.to_thread(lache.wait, 5), "the archive under way is given up"

    for version in ("2.3", "2.4"):
        asyncio.run(jouer(version))


def test_log_ins_that_wait_for_hashing_hold_no_reader_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(middleware, "ATTENTE_SECRET_S", 0.05)

    async def jouer() -> None:
        derriere = Derriere()
        porte = Admission(derriere, places=1, depot=DEPOT, places_depot=1, secrets=SECRETS)
        for verbe, chemin in SECRETS:
            entrees = [asyncio.create_task(demander(porte, chemin, [b"{}"], verbe=verbe)) for _ in range(40)]
            debut = len(derriere.recus)
            while len(derriere.recus) < debut + middleware.PLACES_SECRET:
                await asyncio.sleep(0)
            lecture = asyncio.create_task(demander(porte, "/offres", [b""], verbe="GET"))
            while len(derriere.recus) < debut + middleware.PLACES_SECRET + 1:
                await asyncio.sleep(0)
            while sum(entree.done() for entree in entrees) < 40 - middleware.PLACES_SECRET:
                await asyncio.sleep(0.001)
            derriere.porte.set()
            assert (await lecture)[0] == 200
            statuts = [statut for statut, _ in await asyncio.gather(*entrees)]
            assert (statuts.count(200), statuts.count(503)) == (middleware.PLACES_SECRET, 40 - middleware.PLACES_SECRET)
            derriere.porte.clear()

    asyncio.run(jouer())


def test_every_route_that_hashes_a_password_has_that_door(application):
    """A route whose body holds a password, found from the schemas."""
    schemas = application.openapi()["components"]["schemas"]
    secrets = {nom for nom, schema in schemas.items() if {"password", "ancien"} & set(schema.get("properties", {}))}
    routes = set()
    for chemin, verbes in application.openapi()["paths"].items():
        for verbe, operation in verbes.items():
            corps = json.dumps(operation.get("requestBody", {}))
            if any(f'/{nom}"' in corps for nom in secrets):
                routes.add((verbe.upper(), chemin))
    assert routes == SECRETS


def test_a_refusal_comes_within_three_seconds():
    assert middleware.ATTENTE_MAX_S + ATTENTE_POOL_S <= 3


@pytest.mark.lent
def test_a_large_upload_by_nobody_is_refused_before_it_is_sent(adresse: str):
    hote, port = adresse.removeprefix("http://").split(":")
    with socket.create_connection((hote, int(port)), timeout=5) as lien:
        lien.sendall(b"POST /cvs/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=l\r\nTransfer-Encoding: chunked\r\n\r\n")
        lien.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        reponse = lien.recv(65536).decode()
    assert reponse.startswith("HTTP/1.1 401 ")
    assert "non_authentifie" in reponse


@pytest.mark.lent
def test_two_hundred_senders_who_dawdle_hold_no_reader_back(adresse: str):
    hote, port = adresse.removeprefix("http://").split(":")
    liens = [socket.create_connection((hote, int(port)), timeout=10) for _ in range(200)]
    try:
        for numero, lien in enumerate(liens):
            tete = b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            # half of them stop within the headers, half within the body
            lien.sendall(tete if numero % 2 else tete + b"Content-Length: 1000\r\n\r\n{")
        with httpx.Client(base_url=adresse, timeout=10) as lecteur:
            durees = []
            for _ in range(20):
                debut = time.perf_counter()
                assert lecteur.get("/offres").status_code == 200
                durees.append(time.perf_counter() - debut)
        assert sorted(durees)[10] < 1.0
    finally:
        for lien in liens:
            lien.close()
