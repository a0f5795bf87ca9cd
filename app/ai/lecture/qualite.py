"""Words for people about how a reading went, and the sentences that speak to a machine instead of a reader."""

import re

from app.ai.lecture.mise_en_page import MiseEnPage
from app.schemas.profil import Avertissement, Qualite
from app.utils.text import fold

MESSAGES = {
    "texte_cache": "Cette page contient du texte invisible à l'œil ; il n'a pas été lu.",
    "police_illisible": "Une police de ce fichier ne se laisse pas lire : des mots peuvent manquer ou être faux.",
    "mise_en_page_incertaine": "La mise en page n'a pas pu être suivie : l'ordre des lignes peut être faux.",
    "aucune_section": "Aucune rubrique (expérience, formation, compétences…) n'a été reconnue : vérifiez les faits lus.",
    "dates_ambigues": "Certaines dates ont plusieurs lectures possibles : vérifiez les périodes.",
    "contenu_actif": "Ce fichier contient un script, une action ou une pièce jointe ; rien n'en a été exécuté.",
    "instructions_suspectes": "Ce CV contient une phrase qui s'adresse à un logiciel de tri ; elle n'a aucun effet.",
    "ocr": "Ce document est une image : le texte a été reconnu automatiquement et peut contenir des erreurs.",
    "peu_de_texte": "Ce document contient très peu de texte lisible.",
    "telephone_non_verifie": "Le numéro de téléphone n'a pas pu être vérifié.",
}
"""Every warning code and its sentence."""
MOTS_MINIMUM = 15
EXTRAIT_MAX = 60

_INSTRUCTIONS = re.compile(
    r"ignor\w{0,4} (?:(?:all|any|toutes?|tous|the|les|vos|tes|your|previous|prior|above|these|ces) ){1,4}(?:\w{1,14} )?(?:instructions?|consignes?|rules?|regles?|prompts?)"
    r"|ignor\w{0,4} (?:ce qui precede|what precedes|the above)"
    r"|disregard (?:(?:all|any|the|your|previous|prior) ){1,3}\w{0,14} ?instructions?"
    r"|oublie[rz]? (?:(?:toutes?|tous|les|tes|vos) ){1,3}(?:instructions?|consignes?)"
    r"|(?:note[rz]?|rate|score|rank|classe[rz]?|evalue[rz]?) (?:ce|this|le|the|cette|moi|me) ?(?:candidate?|cv|profile?|candidature|resume)?.{0,20}\b(?:100|10/10|highest|maximum|premiere?|first|top)\b"
    r"|(?:system|developer) prompt|prompt systeme|you are (?:now )?an? (?:ai|assistant|language model)|tu es (?:une ia|un assistant|un modele)"
    r"|as an ai (?:language )?model|(?:hire|select|recommend|shortlist) this candidate|(?:recommande|selectionne|embauche)[rz]? (?:imperativement |absolument )?ce candidat"
)


def avertir(code: str, page: int | None = None, extrait: str = "") -> Avertissement:
    """A warning with its sentence, and where the text it is about begins, so that the person can answer."""
    if not extrait:
        return Avertissement(code=code, message=MESSAGES[code], page=page)
    mots = " ".join("".join(c if c.isprintable() else " " for c in extrait).split())
    court = mots if len(mots) <= EXTRAIT_MAX else mots[:EXTRAIT_MAX].rstrip() + "…"
    return Avertissement(code=code, message=f"{MESSAGES[code]} Texte concerné : « {court} ».", page=page)


def instructions_suspectes(vue: MiseEnPage) -> list[Avertissement]:
    """Warnings for sentences that speak to a model, visible or hidden, one a page at most."""
    trouves: list[Avertissement] = []
    for page in vue.pages:
        texte = " ".join(fold(vue.texte[page.debut : page.fin]).split())
        if _INSTRUCTIONS.search(texte):
            trouves.append(avertir("instructions_suspectes", page.numero))
    if not trouves and any(_INSTRUCTIONS.search(" ".join(fold(c).split())) for c in vue.citations_cachees):
        trouves.append(avertir("instructions_suspectes"))
    return trouves


def mesurer(vue: MiseEnPage, avertissements: list[Avertissement], non_compris: list[str]) -> Qualite:
    """The report of one reading."""
    nb_mots = sum(len(li.mots) for li in vue.lignes)
    tous = [*vue.avertissements, *instructions_suspectes(vue), *avertissements]
    if nb_mots < MOTS_MINIMUM:
        tous.append(avertir("peu_de_texte"))
    return Qualite(
        nb_pages=len(vue.pages),
        nb_mots=nb_mots,
        nb_colonnes=vue.nb_colonnes,
        part_texte_cache=round(vue.mots_caches / (vue.mots_caches + nb_mots), 4) if vue.mots_caches else 0.0,
        avertissements=tous,
        non_compris=non_compris,
    )
