"""What is wrong with one field, in words: one table, French and English, by the type that pydantic gives an error."""

import re
from collections.abc import Mapping

from app.schemas.commun import ValeurRefusee

# by exact type, then by its first word (`int_parsing`, `int_type`, `int_from_float` say the same to a reader)
MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("champ obligatoire", "required field"),
    "extra_forbidden": ("champ inconnu", "unknown field"),
    "string_too_short": ("trop court ({min_length} caractères au moins)", "too short (at least {min_length} characters)"),
    "string_too_long": ("trop long ({max_length} caractères au plus)", "too long (at most {max_length} characters)"),
    "too_short": ("trop peu d'éléments ({min_length} au moins)", "too few items (at least {min_length})"),
    "too_long": ("trop d'éléments ({max_length} au plus)", "too many items (at most {max_length})"),
    "greater_than_equal": ("doit être au moins {ge}", "must be at least {ge}"),
    "less_than_equal": ("doit être au plus {le}", "must be at most {le}"),
    "finite_number": ("doit être un nombre fini", "must be a finite number"),
    "enum": ("valeur inconnue ; attendu : {valeurs}", "unknown value; expected: {valeurs}"),
    "literal_error": ("valeur inconnue ; attendu : {valeurs}", "unknown value; expected: {valeurs}"),
    "json_invalid": ("JSON mal formé", "malformed JSON"),
    "string_pattern_mismatch": ("n'a pas la forme attendue", "does not have the expected form"),
    "string": ("texte attendu", "text expected"),
    "int": ("nombre entier attendu", "whole number expected"),
    "float": ("nombre attendu", "number expected"),
    "bool": ("true ou false attendu", "true or false expected"),
    "uuid": ("identifiant mal formé", "malformed identifier"),
    "datetime": (
        "date et heure ISO 8601 attendues, par exemple 2026-12-31T23:59:00Z",
        "ISO 8601 date and time expected, for example 2026-12-31T23:59:00Z",
    ),
    "timezone": ("date et heure avec fuseau horaire attendues", "date and time with a time zone expected"),
    "list": ("liste attendue", "list expected"),
    "dict": ("objet attendu", "object expected"),
    "model": ("objet attendu", "object expected"),
}
_INCONNU = ("valeur invalide", "invalid value")


def message_champ(erreur: Mapping[str, object], langue: str) -> str:
    """The message of one pydantic error in `fr` or `en`. The value sent is never repeated."""
    genre = str(erreur["type"])
    refus = refus_de(erreur)
    if refus is not None:
        return refus.en if langue == "en" else refus.fr
    contexte = erreur.get("ctx")
    valeurs = {str(k): v for k, v in contexte.items()} if isinstance(contexte, dict) else {}
    if genre in ("enum", "literal_error"):
        valeurs["valeurs"] = ", ".join(re.findall(r"'([^']*)'", str(valeurs.get("expected", ""))))
    if genre in ("too_short", "too_long") and isinstance(erreur.get("input"), str):
        genre = f"string_{genre}"
    modeles = MESSAGES.get(genre) or MESSAGES.get(genre.split("_")[0], _INCONNU)
    return modeles[langue == "en"].format_map(valeurs)


def refus_de(erreur: Mapping[str, object]) -> ValeurRefusee | None:
    """The refusal of our own validators behind a pydantic error, if it is one."""
    contexte = erreur.get("ctx")
    refus = contexte.get("error") if isinstance(contexte, dict) else None
    return refus if isinstance(refus, ValeurRefusee) else None
