"""The `Link` header of a paged list (RFC 8288)."""

from starlette.requests import Request


def lien_pages(request: Request, page: int, pages: int) -> str:
    """Links to the first, previous, next and last page, relative to the host."""
    voisines = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    adresses = {rel: request.url.include_query_params(page=n) for rel, n in voisines.items() if 1 <= n <= pages}
    return ", ".join(f'<{a.path}?{a.query}>; rel="{rel}"' for rel, a in adresses.items())
