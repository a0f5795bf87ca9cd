"""What a person types as a correction, brought to the form that a profile holds: "06 12 34 56 78", "sept. 2021", a skill's plain name."""

from collections.abc import Mapping, Sequence

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from app.ai.extraction.dates import trouver_dates
from app.core.errors import Code, ErreurMetier
from app.schemas.langues import CODE_INCONNU, CODES_CONNUS
from app.schemas.profil import ExperienceLue, FormationLue, ProfilExtrait

NUMERO_INVALIDE = ("numéro de téléphone invalide", "invalid telephone number")
DATE_INVALIDE = ("date attendue, par exemple 2021-09 ou « sept. 2021 »", "date expected, for example 2021-09 or 'sept. 2021'")
_DATES = frozenset({"debut", "fin", "date"})


def comprendre(corrections: Mapping[str, object]) -> dict[str, object]:
    """``chemin → value`` for `corriger`: text trimmed (nothing left: null), e-mail checked, telephone in E.164, dates read in words,
    skills linked to the lexicon. Raises ErreurMetier (DONNEES_INVALIDES) naming the chemin of a value that cannot be read."""
    lues: dict[str, object] = {}
    for chemin, valeur in corrections.items():
        parties = chemin.split(".")
        if isinstance(valeur, dict):
            lues[chemin] = _element(chemin, parties[0], valeur)
        elif parties[0] == "competences" and parties[2:] == ["brut"]:
            racine = ".".join(parties[:2])
            # the months counted for one skill are not those of another
            lues |= {f"{racine}.{c}": v for c, v in {"mois": None, **_competence(chemin, valeur)}.items()}
        else:
            lues[chemin] = _valeur(chemin, valeur)
            if parties[-1] == "en_cours" and valeur is True:
                lues[f"{chemin.rpartition('.')[0]}.fin"] = None
    return lues


def verifier(profil: ProfilExtrait, corrections: Mapping[str, object]) -> None:
    """Raises ErreurMetier (DONNEES_INVALIDES) when what `corrections` touch makes no sense: a period that ends before it begins, a code of no language."""
    _verifier_periodes(profil, corrections)
    _verifier_langues(profil, corrections)


def _verifier_periodes(profil: ProfilExtrait, corrections: Mapping[str, object]) -> None:
    for chemin in corrections:
        liste, _, reste = chemin.partition(".")
        rang = reste.split(".")[0]
        elements: Sequence[ExperienceLue | FormationLue] = profil.experiences if liste == "experiences" else profil.formations if liste == "formations" else []
        if not rang.isdecimal() or int(rang) >= len(elements):
            continue
        element = elements[int(rang)]
        if element.debut and element.fin:
            commun = min(len(element.debut), len(element.fin))
            if element.fin[:commun] < element.debut[:commun]:
                raise ErreurMetier(
                    Code.DONNEES_INVALIDES, champ=f"{liste}.{rang}.fin", message=("la fin précède le début", "the end comes before the beginning")
                )


def _verifier_langues(profil: ProfilExtrait, corrections: Mapping[str, object]) -> None:
    for rang, parlee in enumerate(profil.langues):
        touchee = any(chemin in ("langues", f"langues.{rang}", f"langues.{rang}.langue") for chemin in corrections)
        if touchee and parlee.langue not in CODES_CONNUS:
            raise ErreurMetier(Code.DONNEES_INVALIDES, champ=f"langues.{rang}.langue", message=CODE_INCONNU)


def _element(chemin: str, liste: str, valeur: Mapping[str, object]) -> dict[str, object]:
    dits = {champ: lue for champ, v in valeur.items() if (lue := _valeur(f"{chemin}.{champ}", v)) is not None}
    if not any(v is not False for v in dits.values()):
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ=chemin, message=("élément vide : remplissez au moins un champ", "empty item: fill at least one field"))
    return dits | _competence(f"{chemin}.brut", dits.get("brut")) if liste == "competences" else dits


def _valeur(chemin: str, valeur: object) -> object:
    if not isinstance(valeur, str):
        return valeur
    texte = valeur.strip()
    if not texte:
        return None
    if chemin == "email":
        return _email(texte)
    if chemin == "telephone":
        return _telephone(texte)
    return _date(chemin, texte) if chemin.rpartition(".")[2] in _DATES else texte


def _competence(chemin: str, brut: object) -> dict[str, object]:
    """The four fields of a skill that follow from its name."""
    from app.ai.referentiels import lexique

    if not isinstance(brut, str) or not brut.strip():
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ=chemin, message=("nom de la compétence attendu", "name of the skill expected"))
    texte = brut.strip()
    concept = lexique().lier(texte)
    if concept is None:
        return {"brut": texte, "nom": texte, "concept_id": None, "categorie": None}
    return {"brut": texte, "nom": concept.fr, "concept_id": concept.id, "categorie": concept.categorie}


def _email(texte: str) -> str:
    try:
        return validate_email(texte, check_deliverability=False).normalized
    except EmailNotValidError as erreur:
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ="email", message=("adresse e-mail invalide", "invalid e-mail address")) from erreur


def _telephone(texte: str) -> str:
    """E.164; a number without its country's is French."""
    try:
        numero = phonenumbers.parse(texte, "FR")
    except phonenumbers.NumberParseException as erreur:
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ="telephone", message=NUMERO_INVALIDE) from erreur
    if not phonenumbers.is_possible_number(numero):
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ="telephone", message=NUMERO_INVALIDE)
    return phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164)


def _date(chemin: str, texte: str) -> str:
    dates = trouver_dates(texte)
    if len(dates) != 1 or dates[0].ambigue or dates[0].span != (0, len(texte)):
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ=chemin, message=DATE_INVALIDE)
    return dates[0].valeur
