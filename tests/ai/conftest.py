"""A language model that speaks Groq's protocol, on this machine."""

from collections.abc import Iterator

import pytest

from app.ai.llm.fournisseurs import construire
from app.ai.llm.journal import JournalMemoire
from app.ai.modele_langage import ModeleLangage
from tests.faux_groq import FauxGroq


@pytest.fixture
def faux() -> Iterator[FauxGroq]:
    """The server; its `mode` is the fault it plays."""
    with FauxGroq() as serveur:
        yield serveur


@pytest.fixture
def llm(faux: FauxGroq) -> Iterator[ModeleLangage]:
    """The product's client on it."""
    modele = ModeleLangage(construire(["groq:un"], cle_groq="c", base_groq=faux.url, delai_s=2), JournalMemoire(), budget_jour=10**6, delai_s=2)
    yield modele
    modele.fermer()
