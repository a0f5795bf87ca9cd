"""Swagger as a product: the page and its assets come from this repository, so `/docs` works offline and under a strict policy."""

import hashlib
import html
import mimetypes
import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

DOSSIER = Path(__file__).parent / "static" / "swagger"
POLITIQUE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Windows' registry may know .js as text/plain, which a browser told not to guess refuses to run
mimetypes.add_type("text/javascript", ".js")


class FichiersVersionnes(StaticFiles):
    """Static files whose addresses carry a fingerprint: kept by browsers for a year."""

    def file_response(self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> Response:
        """The file with its cache headers."""
        reponse = super().file_response(full_path, stat_result, scope, status_code)
        reponse.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        reponse.headers["X-Content-Type-Options"] = "nosniff"
        return reponse


def _empreinte() -> str:
    somme = hashlib.sha256()
    for fichier in sorted(DOSSIER.iterdir()):
        somme.update(fichier.read_bytes())
    return somme.hexdigest()[:12]


def installer_docs(app: FastAPI) -> None:
    """Serve Swagger at `/docs` and its assets under `/docs/assets`.

    Addresses in the page are relative, so a proxy's path prefix needs no setting. Log-in is the OAuth2 password flow: no redirect page.
    """
    modele = (DOSSIER / "page.html").read_text(encoding="utf-8")
    page = modele.replace("{{titre}}", html.escape(app.title)).replace("{{empreinte}}", _empreinte())

    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    def documentation() -> HTMLResponse:
        """The page itself; it is read again each time so that new assets are seen at once."""
        return HTMLResponse(page, headers={"Content-Security-Policy": POLITIQUE, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})

    @app.get("/", include_in_schema=False)
    async def accueil() -> RedirectResponse:
        """A person who opens the bare address is shown the documentation."""
        return RedirectResponse("docs")

    app.mount("/docs/assets", FichiersVersionnes(directory=DOSSIER), name="docs-assets")
