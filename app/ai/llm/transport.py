"""HTTP client that refuses an answer larger than any honest one. Imported only where a client is built: httpx is not needed before."""

from collections.abc import AsyncIterator

import httpx

TAILLE_MAX = 1_000_000


class ReponseTropGrosse(httpx.DecodingError):
    """The body went over `TAILLE_MAX`; what had come is dropped."""


class _FluxBorne(httpx.AsyncByteStream):
    def __init__(self, flux: httpx.AsyncByteStream) -> None:
        self._flux = flux

    async def __aiter__(self) -> AsyncIterator[bytes]:
        recus = 0
        async for morceau in self._flux:
            recus += len(morceau)
            if recus > TAILLE_MAX:
                raise ReponseTropGrosse(f"more than {TAILLE_MAX} bytes")
            yield morceau

    async def aclose(self) -> None:
        await self._flux.aclose()


async def _borner(reponse: httpx.Response) -> None:
    if isinstance(reponse.stream, httpx.AsyncByteStream):
        reponse.stream = _FluxBorne(reponse.stream)


def client_borne(delai_s: float) -> httpx.AsyncClient:
    """A client whose answers are bounded. Bodies are asked for uncompressed, so that the limit counts what is read.

    A hook rather than a transport of our own: httpx ignores HTTPS_PROXY when it is given a transport.
    """
    return httpx.AsyncClient(timeout=delai_s, headers={"Accept-Encoding": "identity"}, event_hooks={"response": [_borner]})
