"""Passwords and tokens. One wrapper around passlib, one around python-jose (design: trust, access).

python-jose lets a missing `aud`, a missing `exp`, unknown `crit` and an empty key pass; the checks that it lacks are here.
"""

import hashlib
import secrets
import threading
import time
import unicodedata
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jose import JWTError, jwt
from passlib.context import CryptContext

from app.core.errors import Code, ErreurMetier

EMETTEUR = "ai-recruitment"
AUDIENCE = "ai-recruitment-api"
DERIVE_HORLOGE_S = 30
JETON_LONGUEUR_MAX = 4096
MOT_DE_PASSE_MIN, MOT_DE_PASSE_MAX = 8, 128
FICHIER_COURANTS = Path(__file__).with_name("mots_de_passe_courants.txt")


@dataclass(frozen=True)
class Jeton:
    """Claims of a valid access token. Role and activity are read from the database, never from here."""

    utilisateur_id: uuid.UUID
    version: int
    famille: uuid.UUID


class Jetons:
    """Makes and checks access tokens with one algorithm and one key."""

    def __init__(self, secret: str, algorithme: str, duree_s: int) -> None:
        if not secret:
            raise ValueError("empty signing secret")
        self._secret, self._algorithme, self.duree_s = secret, algorithme, duree_s

    def signer(self, utilisateur_id: uuid.UUID, version: int, famille: uuid.UUID) -> str:
        """A token for `duree_s` seconds, of the log-in `famille`."""
        maintenant = int(time.time())
        claims = {
            "sub": str(utilisateur_id),
            "iat": maintenant,
            "exp": maintenant + self.duree_s,
            "jti": secrets.token_urlsafe(16),
            "aud": AUDIENCE,
            "iss": EMETTEUR,
            "ver": version,
            "fam": str(famille),
        }
        jeton: str = jwt.encode(claims, self._secret, algorithm=self._algorithme)
        return jeton

    def verifier(self, jeton: str) -> Jeton:
        """Claims of `jeton`. Raises ErreurMetier(NON_AUTHENTIFIE) on anything else than a live token of ours."""
        refus = ErreurMetier(Code.NON_AUTHENTIFIE)
        if len(jeton) > JETON_LONGUEUR_MAX:
            raise refus
        try:
            entete = jwt.get_unverified_header(jeton)
            if set(entete) - {"alg", "typ"} or entete.get("alg") != self._algorithme:
                raise refus
            claims = jwt.decode(jeton, self._secret, algorithms=[self._algorithme], audience=AUDIENCE, issuer=EMETTEUR)
        except (JWTError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            raise refus from None
        if not self._bien_formes(claims):
            raise refus
        try:
            return Jeton(uuid.UUID(claims["sub"]), claims["ver"], uuid.UUID(claims["fam"]))
        except ValueError:
            raise refus from None

    def _bien_formes(self, claims: dict[str, object]) -> bool:
        iat, exp = claims.get("iat"), claims.get("exp")
        return (
            all(isinstance(claims.get(nom), str) and claims[nom] for nom in ("sub", "jti", "aud", "iss", "fam"))
            and all(isinstance(n, int) and not isinstance(n, bool) for n in (iat, exp, claims.get("ver")))
            and isinstance(iat, int)
            and isinstance(exp, int)
            and iat <= time.time() + DERIVE_HORLOGE_S
            and exp <= iat + self.duree_s
        )


class Hacheur:
    """Hashes passwords in one thread of its own behind a short queue, so that log-ins never starve the rest.

    `bcrypt_sha256` does not cut at 72 bytes. Past the queue: ErreurMetier(SERVICE_OCCUPE).
    """

    FILE_MAX = 16

    def __init__(self, tours: int) -> None:
        self._contexte = CryptContext(schemes=["bcrypt_sha256", "bcrypt"], deprecated=["bcrypt"], bcrypt_sha256__rounds=tours)
        self._fil = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hachage")
        self._places = threading.BoundedSemaphore(self.FILE_MAX)
        self._leurre: str = self._contexte.hash(secrets.token_urlsafe(16))

    def hacher(self, mot_de_passe: str) -> str:
        """Hash to store."""
        with self._place():
            resultat: str = self._fil.submit(self._contexte.hash, mot_de_passe).result()
            return resultat

    def verifier(self, mot_de_passe: str, hachage: str | None) -> bool:
        """Whether the password fits. With no hash the same work is done against a decoy and the answer is False."""
        if len(mot_de_passe) > MOT_DE_PASSE_MAX or "\x00" in mot_de_passe or not _encodable(mot_de_passe):
            mot_de_passe, hachage = "", None
        with self._place():
            juste: bool = self._fil.submit(self._contexte.verify, mot_de_passe, hachage or self._leurre).result()
            return juste and hachage is not None

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise ErreurMetier(Code.SERVICE_OCCUPE, retry_after=2)
        try:
            yield
        finally:
            self._places.release()


def _encodable(texte: str) -> bool:
    return not any(0xD800 <= ord(c) <= 0xDFFF for c in texte)


@lru_cache(maxsize=1)
def _courants() -> frozenset[str]:
    return frozenset(FICHIER_COURANTS.read_text("utf-8").split("\n"))


def controler_mot_de_passe(mot_de_passe: str) -> str:
    """The password, when it may be used. Raises ErreurMetier(MOT_DE_PASSE_FAIBLE) on a common one.

    Length, NUL and surrogates are the schema's business; there is no composition rule.
    """
    plie = unicodedata.normalize("NFKC", mot_de_passe).casefold()
    if plie in _courants() or len(set(plie)) < 3:
        raise ErreurMetier(Code.MOT_DE_PASSE_FAIBLE, champ="password")
    return mot_de_passe


def nouveau_secret() -> str:
    """256 random bits, URL-safe: refresh tokens and invitation codes."""
    return secrets.token_urlsafe(32)


def empreinte_secret(secret: str) -> str:
    """What is stored of a random secret (SHA-256 is enough: the secret has 256 bits)."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
