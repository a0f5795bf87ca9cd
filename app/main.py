"""Entry point of the API: `uvicorn app.main:app`. Assembly only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI

from app.api import errors
from app.api.demarrage import PhraseDeDemarrage
from app.api.docs import installer_docs
from app.api.metriques import servir_metriques
from app.api.middleware import CORS, Admission, Depot, DernierRecours, LimitesCorps, Suivi
from app.api.openapi import DESCRIPTION, ETIQUETTES, schema_openapi
from app.api.routes import administration, auth, candidatures, cvs, matching, offres, service
from app.core.config import Settings, get_settings
from app.services.demarrage import Service
from app.services.ressources import Ressources
from app.utils.logging import configurer_journal

VERSION = "1.0.0"
ENTETES_EXPOSES = ["Link", "ETag", "Location", "Retry-After", "X-Request-ID", "Content-Disposition"]
ENTETES_ADMIS = ["Authorization", "Content-Type", "Accept-Language", "Idempotency-Key", "If-Match"]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start and stop what lives as long as the process."""
    service_: Service = await anyio.to_thread.run_sync(Service, app.state.ressources)
    app.state.index = service_.index
    try:
        await anyio.to_thread.run_sync(service_.demarrer)
        servir_metriques(app.state.ressources.settings.METRICS_PORT, app.state.ressources.unite, service_.index)
        yield
    finally:
        await anyio.to_thread.run_sync(service_.arreter)


def create_app(settings: Settings, ressources: Ressources | None = None) -> FastAPI:
    """The application on `settings`; tests hand in resources bound to their own database."""
    configurer_journal()
    app = FastAPI(
        title=settings.APP_NAME,
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=ETIQUETTES,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.ressources = ressources or Ressources(settings)
    errors.installer(app)
    # offers come first: their pages are the most read, and routes are tried in order
    for module in (offres, cvs, candidatures, matching, auth, administration, service):
        app.include_router(module.router)
    installer_docs(app)
    app.openapi = lambda: schema_openapi(app)  # type: ignore[method-assign]

    depot = Depot("/cvs/upload", settings.CV_TAILLE_MAX_MO * 1024 * 1024 + 64 * 1024)
    places = settings.DB_POOL_SIZE + settings.DB_MAX_OVERFLOW - 2
    # the last added is the outermost
    app.add_middleware(Admission, places=places, depot=depot, places_depot=2 * settings.LECTURE_ENFANTS, secrets=auth.SECRETS)
    app.add_middleware(LimitesCorps, jetons=app.state.ressources.jetons, depot=depot)
    app.add_middleware(DernierRecours)
    app.add_middleware(
        CORS,
        allow_origins=settings.CORS_ORIGINS,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=ENTETES_ADMIS,
        expose_headers=ENTETES_EXPOSES,
    )
    app.add_middleware(Suivi)
    app.add_middleware(PhraseDeDemarrage)
    return app


def __getattr__(nom: str) -> FastAPI:
    """`app.main:app`, made when it is asked for, so that importing this module reads no setting."""
    if nom == "app":
        globals()["app"] = create_app(get_settings())
        instance: FastAPI = globals()["app"]
        return instance
    raise AttributeError(nom)
