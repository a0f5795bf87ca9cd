"""Settings from the environment and `.env`, one object for the process."""

import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

RACINE = Path(__file__).resolve().parents[2]
SECRETS_PUBLIES = ("dev_secret_123", "secret de test")
MOTS_DE_PASSE_PUBLIES = frozenset({"postgres", "password", "admin", "root", "secret", "changeme", "test"})
LONGUEUR_SECRET_PROD, SIGNES_DIFFERENTS_PROD, BCRYPT_TOURS_PROD = 32, 8, 10


class Settings(BaseSettings):
    """Every variable of `.env.example`. Relative paths are resolved from the repository root."""

    model_config = SettingsConfigDict(env_file=RACINE / ".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    APP_NAME: str = "AI Recruitment API"
    ENV: Literal["dev", "test", "prod"] = "dev"
    DATABASE_URL: str = ""
    DB_POOL_SIZE: int = Field(default=10, ge=1, le=100)
    DB_MAX_OVERFLOW: int = Field(default=5, ge=0, le=100)

    JWT_SECRET: SecretStr = SecretStr("")
    JWT_ALGORITHM: Literal["HS256", "HS384", "HS512"] = "HS256"
    ACCESS_TOKEN_EXPIRE_MINUTES: int = Field(default=60, ge=1, le=1440)
    REFRESH_TOKEN_EXPIRE_DAYS: int = Field(default=30, ge=1, le=365)
    CORS_ORIGINS: Annotated[list[str], NoDecode] = ["http://localhost:3000", "http://localhost:5173"]
    LOGIN_ECHECS_MAX: int = Field(default=10, ge=1, description="Failed log-ins per account and quarter of an hour")
    LOGIN_ECHECS_ADRESSE_MAX: int = Field(default=100, ge=1, description="Failed log-ins per address and quarter of an hour")
    INSCRIPTIONS_MAX: int = Field(default=1000, ge=1, description="New accounts per address and hour")
    BCRYPT_TOURS: int = Field(default=12, ge=4, le=16)

    CHROMA_PERSIST_DIR: Path = Path("chroma_data")
    CHROMA_COLLECTION_CVS: str = "cvs"
    CHROMA_COLLECTION_OFFRES: str = "offres"
    CHROMA_HOST: str = ""
    CHROMA_PORT: int = Field(default=8001, ge=1, le=65535)
    EMBEDDING_MODEL_DIR: Path | None = None

    STORAGE_URL: str = "stockage"
    REGISTRE_URL: str = "registre"
    CV_EXTRAITS_DIR: Path = Path("cv_extraits")
    CV_TAILLE_MAX_MO: int = Field(default=10, ge=1, le=50)
    CV_MAX_PAR_CANDIDAT: int = Field(default=50, ge=1)
    LECTURE_ENFANTS: int = Field(default=2, ge=1, le=64)
    OCR: Literal["auto", "non"] = "auto"

    GROQ_API_KEY: SecretStr = SecretStr("")
    GROQ_API_BASE: str = ""
    LLM_MODELS: Annotated[list[str], NoDecode] = []
    LLM_BUDGET_JOUR: int = Field(default=100_000, ge=0, description="Tokens a day")
    LLM_ATTENTE_S: float = Field(default=8.0, ge=0, le=60)
    LLM_DELAI_S: float = Field(default=20.0, gt=0, le=120)

    WORKER_INTEGRE: bool = True
    METRICS_PORT: int = Field(default=0, ge=0, le=65535, description="Prometheus metrics on a port of their own; 0: none")
    PORT: int = Field(default=8000, ge=1, le=65535)

    @field_validator("CORS_ORIGINS", "LLM_MODELS", mode="before")
    @classmethod
    def _liste(cls, valeur: object) -> object:
        return [v.strip() for v in valeur.split(",") if v.strip()] if isinstance(valeur, str) else valeur

    @field_validator("DATABASE_URL")
    @classmethod
    def _url_psycopg2(cls, url: str) -> str:
        # SQLAlchemy 2.1 reads a bare postgresql:// as psycopg 3, which is not installed
        for prefixe in ("postgres://", "postgresql://"):
            if url.startswith(prefixe):
                return "postgresql+psycopg2://" + url[len(prefixe) :]
        return url

    @field_validator("CHROMA_PERSIST_DIR", "CV_EXTRAITS_DIR", "EMBEDDING_MODEL_DIR")
    @classmethod
    def _depuis_la_racine(cls, chemin: Path | None) -> Path | None:
        return chemin if chemin is None else (RACINE / chemin)

    @model_validator(mode="after")
    def _modeles_par_defaut(self) -> "Settings":
        if not self.LLM_MODELS and self.GROQ_API_KEY.get_secret_value():
            self.LLM_MODELS = ["groq:llama-3.3-70b-versatile", "groq:llama-3.1-8b-instant"]
        return self

    @model_validator(mode="after")
    def _prod_refuse_l_imprudence(self) -> "Settings":
        if self.ENV != "prod":
            return self
        secret = self.JWT_SECRET.get_secret_value()
        devinable = len(set(secret)) < SIGNES_DIFFERENTS_PROD or any(publie in secret.lower() for publie in SECRETS_PUBLIES)
        if len(secret.encode()) < LONGUEUR_SECRET_PROD or devinable:
            raise ValueError(f"ENV=prod : JWT_SECRET doit compter au moins {LONGUEUR_SECRET_PROD} octets et n'avoir jamais été publié")
        if "*" in self.CORS_ORIGINS:
            raise ValueError("ENV=prod : CORS_ORIGINS ne peut pas contenir *")
        if unquote(urlsplit(self.DATABASE_URL).password or "").lower() in MOTS_DE_PASSE_PUBLIES:
            raise ValueError("ENV=prod : DATABASE_URL utilise le mot de passe par défaut")
        if self.BCRYPT_TOURS < BCRYPT_TOURS_PROD:
            raise ValueError(f"ENV=prod : BCRYPT_TOURS doit valoir au moins {BCRYPT_TOURS_PROD}")
        return self

    @property
    def stockage_url(self) -> str:
        """Storage address with a local path made absolute."""
        return _absolue(self.STORAGE_URL)

    @property
    def registre_url(self) -> str:
        """The same for the ledger of erasures and anchors."""
        return _absolue(self.REGISTRE_URL)

    def secret_jwt(self) -> str:
        """The signing secret; in development one is made once and kept in `.dev/jwt_secret`."""
        configure = self.JWT_SECRET.get_secret_value()
        if configure:
            return configure
        fichier = RACINE / ".dev" / "jwt_secret"
        if not fichier.exists():
            fichier.parent.mkdir(exist_ok=True)
            provisoire = fichier.with_suffix(f".{secrets.token_hex(4)}")
            provisoire.touch(mode=0o600)
            provisoire.write_text(secrets.token_urlsafe(48), encoding="ascii")
            provisoire.replace(fichier)
        return fichier.read_text(encoding="ascii")


def _absolue(url: str) -> str:
    return url if "://" in url else str(RACINE / url)


class ReglagesInvalides(SystemExit):
    """Ends the process with one French sentence that names the variables, never their values."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings. Raises ReglagesInvalides on a bad value or an unreadable `.env`."""
    try:
        return Settings()
    except ValidationError as erreur:
        fautes = sorted({_faute(e) for e in erreur.errors(include_input=False, include_url=False)})
        raise ReglagesInvalides(f"Réglages refusés (.env ou environnement) : {' ; '.join(fautes)}. Corrigez, puis relancez.") from None
    except (UnicodeDecodeError, PermissionError):
        raise ReglagesInvalides("Le fichier .env ne peut pas être lu : il doit être en UTF-8 et lisible par ce compte.") from None


ATTENDU = {
    "int_parsing": "un nombre entier est attendu",
    "float_parsing": "un nombre est attendu",
    "bool_parsing": "true ou false est attendu",
    "greater_than_equal": "au moins {ge}",
    "greater_than": "plus de {gt}",
    "less_than_equal": "au plus {le}",
    "literal_error": "valeurs possibles : {expected}",
}


def _faute(erreur: ErrorDetails) -> str:
    modele = ATTENDU.get(erreur["type"])
    # a sentence of our own validators is French already
    message = erreur["msg"].removeprefix("Value error, ") if modele is None else modele.format_map(erreur.get("ctx", {})).replace(" or ", " ou ")
    return f"{erreur['loc'][0]} ({message})" if erreur["loc"] else message
