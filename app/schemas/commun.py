"""Shapes that every resource shares: strict input, pages, problems."""

import re
import unicodedata
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

T = TypeVar("T")

TAILLE_PAGE_MAX = 100
LIGNES_MAX = 10_000
_SAUTS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
_GARDES = frozenset("\t\n\r\u200c\u200d")
_LIGNES = re.compile(r"[\t\n\r]+")


class ValeurRefusee(ValueError):
    """What one of our validators refuses, in French and in English; `champ` names the field when a whole body is refused for it."""

    def __init__(self, fr: str, en: str, champ: str | None = None) -> None:
        super().__init__(fr)
        self.fr, self.en, self.champ = fr, en, champ


def texte_propre(valeur: str) -> str:
    """PostgreSQL refuses NUL, UTF-8 refuses lone surrogates: both are the sender's mistake, not a 500."""
    if "\x00" in valeur or any(0xD800 <= ord(c) <= 0xDFFF for c in valeur):
        raise ValeurRefusee("caractères non autorisés", "characters that are not allowed")
    return valeur


def texte_visible(valeur: str) -> str:
    """Without control and direction-steering characters, as in the text of a CV: no eye sees them, and U+202E turns round what follows it.

    Joiners stay: emoji and some scripts need them.
    """
    if valeur.isprintable():
        return valeur
    return "".join(c for c in valeur.translate(_SAUTS) if c in _GARDES or unicodedata.category(c) not in ("Cc", "Cf")).strip()


def _sur_une_ligne(valeur: str) -> str:
    return _LIGNES.sub(" ", valeur)


def _nombre_json(valeur: object) -> object:
    # pydantic would read "12" and true as numbers; the contract says they are not
    if isinstance(valeur, str | bytes | bool):
        raise ValeurRefusee("nombre attendu", "number expected")
    return valeur


NombreJson = BeforeValidator(_nombre_json)
TexteBrut = Annotated[str, AfterValidator(texte_propre)]
# after the greatest length, which counts what was sent, and before the least, which counts what is left
Net = AfterValidator(lambda valeur: texte_visible(texte_propre(valeur)))
Ligne = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Net, AfterValidator(_sur_une_ligne), StringConstraints(min_length=1)]


class Entree(BaseModel):
    """Base of write bodies: unknown keys are refused, NaN and infinities too."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Sortie(BaseModel):
    """Base of answers."""

    model_config = ConfigDict(from_attributes=True)


class Page(Sortie, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int = Field(ge=0, description="Nombre de lignes en tout")
    page: int = Field(ge=1)
    taille: int = Field(ge=1, le=TAILLE_PAGE_MAX)
    pages: int = Field(ge=0)


class DemandePage(BaseModel):
    """What page is asked for."""

    page: int = 1
    taille: int = 20

    @property
    def decalage(self) -> int:
        """Rows to skip."""
        return (self.page - 1) * self.taille

    def rendre(self, items: list[T], total: int) -> Page[T]:
        """The page around `items`."""
        return Page[T](items=items, total=total, page=self.page, taille=self.taille, pages=-(-total // self.taille))


class ErreurChamp(Sortie):
    """What is wrong with one field."""

    champ: str
    message: str


class Probleme(Sortie):
    """RFC 9457 problem: the shape of every error."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["Offre introuvable."])
    code: str = Field(examples=["offre_introuvable"], description="Stable, pour les programmes")
    instance: str = Field(examples=["urn:uuid:6b0fdc2c-4d2f-4b5a-9c67-1f0b4f0a5a3e"], description="Numéro de la requête")
    erreurs: list[ErreurChamp] = Field(default_factory=list)
