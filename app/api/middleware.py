"""Pure ASGI layers: request number, security headers, body limits, admission, last-resort errors.

BaseHTTPMiddleware costs a tenfold of throughput when stacked, and reads bodies late; none is used.
"""

import asyncio
import logging
import time
import uuid
from dataclasses import dataclass

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import erreur_interne, langue_de, reponse
from app.api.metriques import noter_requete
from app.core.errors import Code, ErreurMetier
from app.core.logging import requete_id
from app.core.security import Jetons

journal = logging.getLogger("app.acces")

CORPS_MAX = 256 * 1024
DELAI_CORPS_S = 30.0
ATTENTE_MAX_S = 10.0
SECURITE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
CSP_API = "default-src 'none'; frame-ancestors 'none'"


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
                sortie = MutableHeaders(scope=message)
                sortie["X-Request-ID"] = numero
                for nom, valeur in SECURITE.items():
                    sortie[nom] = valeur
                sortie.setdefault("Content-Security-Policy", CSP_API)
                if "cache-control" not in sortie:
                    sortie["Cache-Control"] = "no-store"
            await send(message)

        try:
            await self.app(scope, receive, envoyer)
        finally:
            chemin = getattr(scope.get("route"), "path", "-")
            noter_requete(scope["method"], chemin, statut, time.perf_counter() - debut)
            champs = {"methode": scope["method"], "route": chemin, "statut": statut, "ms": round((time.perf_counter() - debut) * 1000, 1)}
            journal.info("requête", extra={"champs": champs})


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
        except Exception as erreur:
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
    """Bodies are bounded in size and time while they arrive; a file is only taken from someone with a live token."""

    def __init__(self, app: ASGIApp, jetons: Jetons, depot: Depot) -> None:
        self.app, self.jetons, self.depot = app, jetons, depot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        entetes = Headers(scope=scope)
        langue = langue_de(entetes.get("accept-language", ""))
        est_depot = scope["path"] == self.depot.chemin
        maximum = self.depot.corps_max if est_depot else CORPS_MAX
        try:
            if est_depot:
                schema, _, jeton = entetes.get("authorization", "").partition(" ")
                self.jetons.verifier(jeton.strip() if schema.lower() == "bearer" else "")
            annonce = entetes.get("content-length", "")
            if annonce and (not annonce.isdecimal() or int(annonce[:15]) > maximum):
                raise ErreurMetier(Code.FICHIER_TROP_GROS, limite=_lisible(maximum))
        except ErreurMetier as erreur:
            await reponse(erreur.code, erreur.detail(langue), entetes={"Connection": "close"})(scope, receive, send)
            return
        try:
            messages = await asyncio.wait_for(_recevoir_tout(receive, maximum), DELAI_CORPS_S)
        except asyncio.TimeoutError:
            await _refuser(Code.REQUETE_INVALIDE, langue, maximum)(scope, receive, send)
        except ErreurMetier as erreur:
            await _refuser(erreur.code, langue, maximum)(scope, receive, send)
        else:
            await self.app(scope, _rejouer(messages, receive), send)


async def _recevoir_tout(receive: Receive, maximum: int) -> list[Message]:
    """The whole body before anything is taken for it: a sender who dawdles holds a coroutine, not a place. Raises FICHIER_TROP_GROS."""
    messages: list[Message] = []
    recu = 0
    while True:
        message = await receive()
        messages.append(message)
        recu += len(message.get("body", b""))
        if recu > maximum:
            raise ErreurMetier(Code.FICHIER_TROP_GROS)
        if message["type"] != "http.request" or not message.get("more_body", False):
            return messages


def _rejouer(messages: list[Message], receive: Receive) -> Receive:
    reste = iter(messages)

    async def recevoir() -> Message:
        for message in reste:
            return message
        return await receive()

    return recevoir


def _refuser(code: Code, langue: str, maximum: int) -> JSONResponse:
    return reponse(code, ErreurMetier(code, limite=_lisible(maximum)).detail(langue), entetes={"Connection": "close"})


def _lisible(octets: int) -> str:
    return f"{octets // (1024 * 1024)} Mo" if octets >= 1024 * 1024 else f"{octets // 1024} ko"


class Admission:
    """Lets in as many requests as the pool has connections; uploads have a smaller door of their own.

    Waiting is bounded in number and time; past it 503 with Retry-After. `/health` always passes.
    """

    def __init__(self, app: ASGIApp, places: int, depot: Depot, places_depot: int) -> None:
        self.app, self.depot = app, depot
        self._places, self._places_depot = asyncio.Semaphore(places), asyncio.Semaphore(places_depot)
        self._attente, self._attente_max = 0, places * 40
        self._attente_depot, self._attente_depot_max = 0, places_depot * 8

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in ("/health", "/docs", "/openapi.json") or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        est_depot = scope["method"] == "POST" and scope["path"] == self.depot.chemin
        porte = self._places_depot if est_depot else self._places
        if not await self._entrer(porte, est_depot):
            langue = langue_de(Headers(scope=scope).get("accept-language", ""))
            await reponse(Code.SERVICE_OCCUPE, ErreurMetier(Code.SERVICE_OCCUPE).detail(langue), entetes={"Retry-After": "5"})(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            porte.release()

    async def _entrer(self, porte: asyncio.Semaphore, est_depot: bool) -> bool:
        if not porte.locked():
            # a place is free: taking it does not wait, and a timer would cost more than the request
            await porte.acquire()
            return True
        file = self._attente_depot if est_depot else self._attente
        if file >= (self._attente_depot_max if est_depot else self._attente_max):
            return False
        self._noter(est_depot, 1)
        try:
            await asyncio.wait_for(porte.acquire(), 60.0 if est_depot else ATTENTE_MAX_S)
        except asyncio.TimeoutError:
            return False
        finally:
            self._noter(est_depot, -1)
        return True

    def _noter(self, est_depot: bool, pas: int) -> None:
        if est_depot:
            self._attente_depot += pas
        else:
            self._attente += pas
