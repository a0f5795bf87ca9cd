"""Pure ASGI layers: request number, security headers, body limits, admission, last-resort errors.

BaseHTTPMiddleware costs a tenfold of throughput when stacked, and reads bodies late; none is used.
"""

import asyncio
import errno
import logging
import time
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import erreur_interne, langue_de, reponse
from app.api.metriques import noter_requete
from app.core.errors import Code, ErreurMetier
from app.core.security import Jetons
from app.utils.logging import requete_id

journal = logging.getLogger("app.acces")

CORPS_MAX = 256 * 1024
# bodies of all requests together, while they arrive and are worked on
CORPS_EN_MEMOIRE_MAX = 128 * 1024 * 1024
DELAI_CORPS_S = 30.0
# with the pool's own wait (core/db.py), a refusal comes within three seconds
ATTENTE_MAX_S = 1.5
# an upload takes a second or two, nine when its model hangs: who would wait longer is told so, and who waits has an answer within half a minute
FILE_DEPOT, ATTENTE_DEPOT_S = 4, 20.0
# someone who takes no byte of a streamed answer for so long has left it
DELAI_LECTURE_S = 30.0
# some twenty log-ins by one hash at a time; they hold back nobody else
PLACES_SECRET, ATTENTE_SECRET_S = 3, 4.5
# names in lower case, as ASGI has them
SECURITE = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
PAR_DEFAUT = {b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'", b"cache-control": b"no-store"}


class Suivi:
    """Outermost layer: numbers the request, logs it without personal data, adds headers, turns a crash into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        numero, debut, statut = str(uuid.uuid4()), time.perf_counter(), 500
        requete_id.set(numero)

        async def envoyer(message: Message) -> None:
            nonlocal statut
            if message["type"] == "http.response.start":
                statut = message["status"]
                recus = message.get("headers", ())
                entetes = [(nom, _sans_hote(valeur) if nom == b"location" else valeur) for nom, valeur in recus if nom not in SECURITE]
                presents = {nom for nom, _ in entetes}
                defauts = [(nom, valeur) for nom, valeur in PAR_DEFAUT.items() if nom not in presents]
                message["headers"] = [*entetes, *SECURITE.items(), *defauts, (b"x-request-id", numero.encode())]
            await send(message)

        try:
            await self.app(scope, receive, envoyer)
        finally:
            chemin = getattr(scope.get("route"), "path", "-")
            noter_requete(scope["method"], chemin, statut, time.perf_counter() - debut)
            champs = {"methode": scope["method"], "route": chemin, "statut": statut, "ms": round((time.perf_counter() - debut) * 1000, 1)}
            journal.info("requête", extra={"champs": champs})


def _sans_hote(adresse: bytes) -> bytes:
    """A redirection's address on this host: the framework writes the `Host` that the request claimed, and the scheme that stands behind the proxy."""
    parties = urlsplit(adresse.decode("latin-1"))
    return urlunsplit(("", "", parties.path, parties.query, parties.fragment)).encode("latin-1")


class CORS(CORSMiddleware):
    """Starlette's, with a refused preflight told as every other error."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """The answer to an OPTIONS that a browser sends first."""
        admise = super().preflight_response(request_headers)
        if admise.status_code < 400:
            return admise
        detail = ErreurMetier(Code.ORIGINE_REFUSEE).detail(langue_de(request_headers.get("accept-language", "")))
        entetes = {nom: valeur for nom, valeur in admise.headers.items() if nom not in ("content-length", "content-type")}
        return reponse(Code.ORIGINE_REFUSEE, detail, entetes=entetes)


class DernierRecours:
    """Inside CORS: an unforeseen crash leaves as a problem, with every header of a normal answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        commence = False

        async def envoyer(message: Message) -> None:
            nonlocal commence
            commence = commence or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, envoyer)
        except Exception as erreur:  # whatever crashes a request leaves as a problem with its headers, and in the log
            if scope["type"] != "http" or commence:
                raise
            journal.error("erreur inattendue", exc_info=erreur)
            await erreur_interne(langue_de(Headers(scope=scope).get("accept-language", "")))(scope, receive, send)


@dataclass(frozen=True)
class Depot:
    """Limits of a route that takes files: answered before its body is parsed."""

    chemin: str
    corps_max: int


class LimitesCorps:
    """Bodies are bounded in size, time and all together while they arrive; a file is only taken from someone with a live token."""

    def __init__(self, app: ASGIApp, jetons: Jetons, depot: Depot, en_memoire_max: int = CORPS_EN_MEMOIRE_MAX) -> None:
        self.app, self.jetons, self.depot = app, jetons, depot
        self._en_memoire, self._en_memoire_max = 0, en_memoire_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        entetes = Headers(scope=scope)
        messages: list[Message] = []
        suite, recevoir = self.app, receive
        try:
            try:
                maximum = self._controler(scope["path"], entetes)
                await asyncio.wait_for(self._recevoir(receive, messages, maximum), DELAI_CORPS_S)
                recevoir = _rejouer(messages, receive)
            except (ErreurMetier, asyncio.TimeoutError) as erreur:
                refus = erreur if isinstance(erreur, ErreurMetier) else ErreurMetier(Code.REQUETE_INVALIDE)
                # dropped at once: a sender that still sends may make its refusal wait
                self._lacher(messages)
                suite = reponse(refus.code, refus.detail(langue_de(entetes.get("accept-language", ""))), entetes={"Connection": "close"})
            await suite(scope, recevoir, send)
        finally:
            self._lacher(messages)

    def _controler(self, chemin: str, entetes: Headers) -> int:
        """How large the body may be. Raises NON_AUTHENTIFIE for a file of nobody, FICHIER_TROP_GROS for a length that is announced too large."""
        maximum = CORPS_MAX
        if chemin == self.depot.chemin:
            maximum = self.depot.corps_max
            schema, _, jeton = entetes.get("authorization", "").partition(" ")
            self.jetons.verifier(jeton.strip() if schema.lower() == "bearer" else "")
        annonce = entetes.get("content-length", "")
        if annonce and (not annonce.isdecimal() or int(annonce[:15]) > maximum):
            raise ErreurMetier(Code.FICHIER_TROP_GROS, limite=_lisible(maximum))
        return maximum

    async def _recevoir(self, receive: Receive, messages: list[Message], maximum: int) -> None:
        """The whole body before anything is taken for it: a sender who dawdles holds a coroutine, not a place. Raises FICHIER_TROP_GROS, SERVICE_OCCUPE."""
        recu, suite = 0, True
        while suite:
            message = await receive()
            messages.append(message)
            morceau = len(message.get("body", b""))
            recu += morceau
            self._en_memoire += morceau
            if recu > maximum:
                raise ErreurMetier(Code.FICHIER_TROP_GROS, limite=_lisible(maximum))
            if self._en_memoire > self._en_memoire_max:
                raise ErreurMetier(Code.SERVICE_OCCUPE)
            suite = message["type"] == "http.request" and message.get("more_body", False)

    def _lacher(self, messages: list[Message]) -> None:
        self._en_memoire -= sum(len(message.get("body", b"")) for message in messages)
        messages.clear()


def _rejouer(messages: list[Message], receive: Receive) -> Receive:
    reste = iter(tuple(messages))

    async def recevoir() -> Message:
        for message in reste:
            return message
        return await receive()

    return recevoir


def _lisible(octets: int) -> str:
    return f"{octets // (1024 * 1024)} Mo" if octets >= 1024 * 1024 else f"{octets // 1024} ko"


class Porte:
    """So many requests at once, so many that wait, so long."""

    def __init__(self, places: int, file: int, attente_s: float) -> None:
        self._places, self._libre, self._attente_s = asyncio.Semaphore(places), file, attente_s

    async def entrer(self) -> bool:
        """Take a place; False when the queue is full or the wait too long."""
        if not self._places.locked():
            # a place is free: taking it does not wait, and a timer would cost more than the request
            await self._places.acquire()
            return True
        if self._libre <= 0:
            return False
        self._libre -= 1
        try:
            await asyncio.wait_for(self._places.acquire(), self._attente_s)
        except asyncio.TimeoutError:
            return False
        finally:
            self._libre += 1
        return True

    def sortir(self) -> None:
        """Give the place back."""
        self._places.release()


class Admission:
    """Lets in as many requests as the pool has connections; uploads, and what hashes passwords one at a time, have smaller doors of their own.

    Waiting is bounded in number and time; past it 503 with Retry-After. `/health` always passes. A place is given back when the answer
    starts: all is computed by then, and how fast it is read is the reader's affair; one that is streamed ends when nobody reads it any more.
    """

    def __init__(self, app: ASGIApp, places: int, depot: Depot, places_depot: int, secrets: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.app = app
        self._porte = Porte(places, places * 40, ATTENTE_MAX_S)
        self._portes = {("POST", depot.chemin): Porte(places_depot, places_depot * FILE_DEPOT, ATTENTE_DEPOT_S)}
        self._portes |= dict.fromkeys(secrets, Porte(PLACES_SECRET, PLACES_SECRET * 40, ATTENTE_SECRET_S))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in ("/health", "/docs", "/openapi.json") or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        porte = self._portes.get((scope["method"], scope["path"]), self._porte)
        if not await porte.entrer():
            langue = langue_de(Headers(scope=scope).get("accept-language", ""))
            await reponse(Code.SERVICE_OCCUPE, ErreurMetier(Code.SERVICE_OCCUPE).detail(langue), entetes={"Retry-After": "5"})(scope, receive, send)
            return
        dedans, en_morceaux, abandonnee = True, False, False

        async def envoyer(message: Message) -> None:
            nonlocal dedans, en_morceaux, abandonnee
            if dedans:
                dedans = False
                porte.sortir()
            en_morceaux = en_morceaux or bool(message.get("more_body"))
            try:
                await (asyncio.wait_for(send(message), DELAI_LECTURE_S) if en_morceaux else send(message))
            except asyncio.TimeoutError:
                abandonnee = True
                raise OSError(errno.ETIMEDOUT, "nobody reads") from None

        try:
            await self.app(scope, receive, envoyer)
        except (OSError, ClientDisconnect):
            # the server closes the connection of an answer that is left unfinished
            if not abandonnee:
                raise
            journal.warning("réponse que personne ne lit", extra={"champs": {"route": getattr(scope.get("route"), "path", "-")}})
        finally:
            if dedans:
                porte.sortir()
