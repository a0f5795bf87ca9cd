"""A person's corrections, laid over a profile by chemin."""

from collections.abc import Mapping

from pydantic import ValidationError

from app.core.enums import SourceFait
from app.core.errors import Code, ErreurMetier
from app.schemas.profil import Preuve, ProfilExtrait

_SANS_PLACE = Preuve(citation="", page=1, debut=0, fin=0, source=SourceFait.correction)
FORME_INATTENDUE = ("n'a pas la forme attendue", "does not have the expected form")


def corriger(profil: ProfilExtrait, preuves: Mapping[str, Preuve], corrections: Mapping[str, object]) -> tuple[ProfilExtrait, dict[str, Preuve]]:
    """`profil` with each ``chemin → value`` set: null empties a field or takes an element out, an index equal to the length adds one.

    Chemins are those of `profil`, whatever the order of `corrections`. A corrected fact's proof has the source `correction` and an
    empty quotation; elements of a list given whole that were there before keep their proof. Raises ErreurMetier (DONNEES_INVALIDES).
    """
    donnees: dict[str, object] = profil.model_dump()
    restantes = dict(preuves)
    retraits: list[tuple[str, int]] = []
    for chemin in sorted(corrections, key=lambda c: (c.count("."), _cle(c))):
        valeur = corrections[chemin]
        parties = chemin.split(".")
        if len(parties) == 2 and valeur is None and isinstance(donnees.get(parties[0]), list):
            retraits.append((parties[0], _index(chemin, parties[1], donnees[parties[0]], ajout=False)))
            continue
        anciens = donnees.get(chemin)
        _poser(donnees, chemin, parties, valeur)
        _prouver(restantes, chemin, valeur, anciens)
    for liste, rang in sorted(retraits, reverse=True):
        elements = donnees[liste]
        if isinstance(elements, list):
            del elements[rang]
        restantes = _decaler(restantes, liste, rang)
    try:
        return ProfilExtrait.model_validate(donnees), restantes
    except ValidationError as erreur:
        lieu = ".".join(map(str, erreur.errors(include_input=False, include_url=False)[0]["loc"]))
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ=lieu, message=FORME_INATTENDUE) from erreur


def _cle(chemin: str) -> list[tuple[int, str]]:
    """Order of chemins in which 2 comes before 10."""
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in chemin.split(".")]


def _index(chemin: str, partie: str, liste: object, *, ajout: bool) -> int:
    longueur = len(liste) if isinstance(liste, list) else 0
    if not (partie.isascii() and partie.isdecimal() and len(partie) <= 4 and int(partie) < longueur + ajout):
        dernier = longueur - 1 + ajout
        permis = ("cette liste est vide", "this list is empty") if dernier < 0 else (f"rang attendu : de 0 à {dernier}", f"expected position: 0 to {dernier}")
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ=chemin, message=permis)
    return int(partie)


def _poser(donnees: dict[str, object], chemin: str, parties: list[str], valeur: object) -> None:
    cible: object = donnees
    for rang, partie in enumerate(parties):
        dernier = rang == len(parties) - 1
        if isinstance(cible, list):
            index = _index(chemin, partie, cible, ajout=dernier)
            if dernier:
                cible[index : index + 1] = [valeur]
            else:
                cible = cible[index]
        elif isinstance(cible, dict) and partie in cible:
            if dernier:
                cible[partie] = ([] if isinstance(cible[partie], list) else False if isinstance(cible[partie], bool) else None) if valeur is None else valeur
            else:
                if cible[partie] is None:
                    cible[partie] = _vide(chemin, partie)
                cible = cible[partie]
        else:
            raise _chemin_inconnu(chemin, cible)


def _chemin_inconnu(chemin: str, cible: object) -> ErreurMetier:
    """What could have stood at the place where `chemin` leaves the profile."""
    if not isinstance(cible, dict):
        return ErreurMetier(Code.DONNEES_INVALIDES, champ=chemin, message=("ce champ n'a pas de partie", "this field has no part"))
    champs = ", ".join(sorted(map(str, cible)))
    return ErreurMetier(Code.DONNEES_INVALIDES, champ=chemin, message=(f"chemin inconnu ; attendu : {champs}", f"unknown path; expected: {champs}"))


def _vide(chemin: str, partie: str) -> dict[str, object]:
    """An empty part of a profile, to be filled by a chemin that goes into it."""
    vides: dict[str, dict[str, object]] = {
        "localisation": {"ville": None, "code_postal": None, "pays": None},
        "mobilite": {"lieux": [], "teletravail": None},
    }
    if partie not in vides:
        raise _chemin_inconnu(chemin, None)
    return vides[partie]


def _prouver(preuves: dict[str, Preuve], chemin: str, valeur: object, anciens: object) -> None:
    """Proofs under `chemin` give way; those of a list's unchanged elements follow them to their new place."""
    prefixe = f"{chemin}."
    dessous = {c: preuves.pop(c) for c in list(preuves) if c == chemin or c.startswith(prefixe)}
    if not isinstance(valeur, list):
        preuves[chemin] = _SANS_PLACE.model_copy()
        return
    for rang, element in enumerate(valeur):
        ancien = anciens.index(element) if isinstance(anciens, list) and element in anciens else None
        suivis = {} if ancien is None else {c: p for c, p in dessous.items() if c == f"{prefixe}{ancien}" or c.startswith(f"{prefixe}{ancien}.")}
        for c, p in suivis.items():
            preuves[f"{prefixe}{rang}{c[len(f'{prefixe}{ancien}') :]}"] = p
        if not suivis:
            preuves[f"{prefixe}{rang}"] = _SANS_PLACE.model_copy()


def _decaler(preuves: Mapping[str, Preuve], liste: str, retire: int) -> dict[str, Preuve]:
    """Proofs after element `retire` of `liste` is taken out."""
    suite: dict[str, Preuve] = {}
    for chemin, preuve in preuves.items():
        parties = chemin.split(".")
        if parties[0] == liste and len(parties) > 1:
            rang = int(parties[1])
            if rang == retire:
                continue
            parties[1] = str(rang - (rang > retire))
        suite[".".join(parties)] = preuve
    return suite
