"""A start that fails is told in one sentence, not in a traceback."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.services.demarrage import DemarrageImpossible


class PhraseDeDemarrage:
    """Replaces the traceback of a failed start by the sentence of DemarrageImpossible; the server exits with code 3."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; only the life-cycle scope is looked at."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        echec: Message | None = None

        async def envoyer(message: Message) -> None:
            nonlocal echec
            if message["type"] == "lifespan.startup.failed":
                echec = message
            else:
                await send(message)

        try:
            await self.app(scope, receive, envoyer)
        except DemarrageImpossible as erreur:
            echec = {"type": "lifespan.startup.failed", "message": str(erreur)}
        finally:
            if echec is not None:
                await send(echec)
