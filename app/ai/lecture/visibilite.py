"""Text that no eye sees: each word is looked for in the rendered page (research: parsing, section 2).

White on white, covered, transparent, layer switched off and off-page words leave no contrast where they stand; render
mode 3, zero alpha and half-point type are known from the text object itself.
"""

import pypdfium2 as pdfium

from app.ai.lecture import empreinte
from app.ai.lecture.caracteres import TAILLE_LISIBLE, MotBrut, sans_doublons
from app.ai.lecture.empreinte import Rendu

CONTRASTE_MIN = 20
ECART_ENCRE_MIN = 14
CONTRASTE_MINCE = 6
PART_BORD_MIN, PART_VIDE_MIN = 0.75, 0.15
TAILLE_FILIGRANE = 40
OMBRE_EM = 0.4


def _minuscule(mot: MotBrut) -> bool:
    return mot.taille < TAILLE_LISIBLE and mot.encre[3] - mot.encre[1] < TAILLE_LISIBLE


def _contraste(lignes: list[bytes]) -> int:
    return max(map(max, lignes)) - min(map(min, lignes)) if lignes else 0


def est_visible(mot: MotBrut, rendu: Rendu) -> bool:
    """Whether something of the word's own colour stands out where it is drawn."""
    if mot.style.invisible or _minuscule(mot):
        return False
    lignes = rendu.lignes(mot.encre)
    # a lone dash or dot is thin: any mark at all will do
    mince = not any(c.isalnum() for c in mot.texte)
    if _contraste(lignes) < (CONTRASTE_MINCE if mince else CONTRASTE_MIN):
        return False
    encre = mot.style.luminance
    return encre is None or _se_detache(lignes, encre, mince)


def _se_detache(lignes: list[bytes], encre: float, mince: bool) -> bool:
    """Against a background of its own colour a word is hidden, whatever else is drawn over the place."""
    tout = b"".join(lignes)
    fond: float = max(set(tout), key=tout.count)
    if abs(fond - encre) < ECART_ENCRE_MIN:
        # heavy capitals may cover more than half of their box: then the rim is the background
        fond = _fond_du_bord(lignes, encre)
    if abs(fond - encre) < ECART_ENCRE_MIN:
        return False
    return mince or any(abs(p - encre) < 0.8 * abs(fond - encre) for p in set(tout))


def _fond_du_bord(lignes: list[bytes], encre: float) -> float:
    """Colour around the word when nearly all of the rim differs from the ink, and the white inside and between letters too; the ink itself otherwise."""
    bord = lignes[0] + lignes[-1] + b"".join(li[:1] + li[-1:] for li in lignes[1:-1])
    autres = [p for p in bord if abs(p - encre) >= ECART_ENCRE_MIN]
    dedans = [p for li in lignes[1:-1] for p in li[1:-1]]
    vides = sum(abs(p - encre) >= ECART_ENCRE_MIN for p in dedans)
    if len(autres) < PART_BORD_MIN * len(bord) or vides < PART_VIDE_MIN * len(dedans):
        return encre
    return max(set(autres), key=autres.count)


def _ponctuation_des_caches(vus: list[MotBrut], caches: list[MotBrut]) -> tuple[list[MotBrut], list[MotBrut]]:
    """Punctuation drawn by the same text object as a hidden word, and no visible one, goes with it."""
    objets = {m.objet for m in caches} - {m.objet for m in vus if any(c.isalnum() for c in m.texte)}
    suivants = [m for m in vus if m.objet in objets and not any(c.isalnum() for c in m.texte)]
    return [m for m in vus if m not in suivants], [*caches, *suivants]


def _se_montrent(vus: list[MotBrut], caches: list[MotBrut], page: pdfium.PdfPage, rendu: Rendu) -> set[int]:
    """The words that are seen, by identity, after a second look at those of which colours may mislead: the letters are there, or not."""
    douteux = [m for m in caches if not _minuscule(m) and _contraste(rendu.lignes(m.encre)) >= CONTRASTE_MIN]
    couverts = empreinte.sous_une_image(vus, page)
    montres = empreinte.visibles(douteux + couverts, page, rendu)
    sans_doute = {id(m) for m in vus}
    return sans_doute if montres is None else (sans_doute - {id(m) for m in couverts}) | {id(m) for m in montres}


def _inoffensif(mot: MotBrut, vus: dict[str, list[MotBrut]], rendu: Rendu) -> bool:
    """Whether an unseen word accuses nobody: the shadow of a word that is seen, a large pale ornament, a bullet."""
    if any(abs(m.x0 - mot.x0) < OMBRE_EM * mot.taille and abs(m.base - mot.base) < OMBRE_EM * mot.taille for m in vus.get(mot.texte, ())):
        return True
    return mot.taille >= TAILLE_FILIGRANE and _contraste(rendu.lignes(mot.encre)) >= CONTRASTE_MINCE


def trier(mots: list[MotBrut], page: pdfium.PdfPage) -> tuple[list[MotBrut], list[MotBrut]]:
    """The words an eye can read, each once, and the hidden ones. The page is of no use for drawing afterwards."""
    if not mots:
        return [], []
    rendu = empreinte.rendre(page)
    vus: list[MotBrut] = []
    caches: list[MotBrut] = []
    for mot in mots:
        (vus if est_visible(mot, rendu) else caches).append(mot)
    montres = _se_montrent(vus, caches, page, rendu)
    vus, caches = [m for m in mots if id(m) in montres], [m for m in mots if id(m) not in montres]
    vus, caches = _ponctuation_des_caches(vus, caches) if caches else (vus, caches)
    par_texte: dict[str, list[MotBrut]] = {}
    for mot in vus if caches else ():
        par_texte.setdefault(mot.texte, []).append(mot)
    caches = [m for m in caches if not _inoffensif(m, par_texte, rendu)]
    return sans_doublons(vus), caches if any(c.isalnum() for m in caches for c in m.texte) else []
