"""The `Link` header of a paged list (RFC 8288)."""

from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.schemas.commun import Page

T = TypeVar("T", bound=BaseModel)


def lien_pages(request: Request, page: int, pages: int) -> dict[str, str]:
    """The header with the first, previous, next and last page, relative to the host; none for an empty list."""
    voisines = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    adresses = {rel: request.url.include_query_params(page=n) for rel, n in voisines.items() if 1 <= n <= pages}
    return {"Link": ", ".join(f'<{a.path}?{a.query}>; rel="{rel}"' for rel, a in adresses.items())} if adresses else {}


def avec_liens(page: Page[T], request: Request, response: Response) -> Page[T]:
    """`page`, its links laid in the answer's headers."""
    response.headers.update(lien_pages(request, page.page, page.pages))
    return page
