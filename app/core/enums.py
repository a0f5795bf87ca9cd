"""Closed vocabularies of the domain. Values are lower-case ASCII and stable: clients and rows depend on them."""

from enum import Enum


class Role(str, Enum):
    """What an account may do. Admin accounts are only made by the command line."""

    candidat = "candidat"
    recruteur = "recruteur"
    admin = "admin"


class StatutAnalyse(str, Enum):
    """How far the reading of a CV has come."""

    en_attente = "en_attente"
    en_cours = "en_cours"
    terminee = "terminee"
    echouee = "echouee"


class StatutOffre(str, Enum):
    """Life of an offer."""

    brouillon = "brouillon"
    publiee = "publiee"
    fermee = "fermee"


class Teletravail(str, Enum):
    """Share of remote work."""

    non = "non"
    partiel = "partiel"
    total = "total"


class TypeContrat(str, Enum):
    """Kind of contract."""

    cdi = "cdi"
    cdd = "cdd"
    interim = "interim"
    alternance = "alternance"
    stage = "stage"
    freelance = "freelance"


class SalairePeriode(str, Enum):
    """What a salary figure is paid for."""

    an = "an"
    mois = "mois"
    jour = "jour"
    heure = "heure"


class StatutCandidature(str, Enum):
    """Where an application stands."""

    recue = "recue"
    en_revue = "en_revue"
    entretien = "entretien"
    proposition = "proposition"
    acceptee = "acceptee"
    refusee = "refusee"
    retiree = "retiree"


class NiveauLangue(str, Enum):
    """CEFR level."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class SourceFait(str, Enum):
    """Who asserted a fact of a profile."""

    regles = "regles"
    modele = "modele"
    correction = "correction"


class Critere(str, Enum):
    """Criteria of the score (design: matching, section 2)."""

    competences_requises = "competences_requises"
    experience = "experience"
    semantique = "semantique"
    titre = "titre"
    competences_souhaitees = "competences_souhaitees"
    formation = "formation"
    langues = "langues"
    localisation = "localisation"


class StatutCritere(str, Enum):
    """Outcome of one criterion in words."""

    satisfait = "satisfait"
    partiel = "partiel"
    manquant = "manquant"
    non_precise = "non_precise"


class Lecteur(str, Enum):
    """Whom an explanation speaks to: who applies, or who recruits."""

    candidat = "candidat"
    recruteur = "recruteur"


class SourceExplication(str, Enum):
    """Who wrote an explanation."""

    modele = "modele"
    regles = "regles"
