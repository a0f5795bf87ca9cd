"""What every column is: a person's, or not. The one table that the export, its documentation and the tests are made from.

A column that is not declared fails the suite. Erasure removes everything but what is technical or an entreprise's.
"""

from enum import Enum


class Nature(str, Enum):
    """What a column holds, and so what becomes of it."""

    personnelle = "personnelle"
    """About a person or typed by them: exported, erased."""
    derivee = "derivee"
    """Worked out from what is exported, or a copy of it (indexes, vectors, caches): erased, not exported."""
    confidentielle = "confidentielle"
    """Proves who somebody is: erased, never shown, not even to them."""
    entreprise = "entreprise"
    """Belongs to an entreprise, not to its recruiter: stays with the other members."""
    technique = "technique"
    """Ids, states, counts, hashes of nobody."""


def _declarer(**colonnes: str) -> dict[str, Nature]:
    return {colonne: Nature[nature] for nature, noms in colonnes.items() for colonne in noms.split()}


DONNEES: dict[str, dict[str, Nature]] = {
    "utilisateurs": _declarer(
        personnelle="id email nom prenom role entreprise_id visible_recruteurs actif cree_le", confidentielle="mot_de_passe", technique="version_jeton"
    ),
    "jetons_renouvellement": _declarer(
        personnelle="utilisateur_id famille expire_le utilise_le revoque_le cree_le", confidentielle="empreinte", technique="id"
    ),
    "invitations": _declarer(personnelle="entreprise_id creee_par expire_le utilisee_le creee_le", confidentielle="empreinte", technique="id"),
    "cles_idempotence": _declarer(personnelle="utilisateur_id route cle statut_http creee_le", derivee="empreinte_corps reponse", technique="id"),
    "compteurs": _declarer(derivee="cle", technique="fenetre nombre"),
    "cvs": _declarer(
        personnelle="id candidat_id nom_fichier taille nb_pages langue statut_analyse version texte qualite corrections recu_le analyse_le",
        derivee="sha256 annees_experience niveau_etudes concepts langues mobilite contrat_souhaite recherche",
        technique="cle_stockage",
    ),
    "profils": _declarer(personnelle="cv_id version profil preuves document origine cree_le", technique="id"),
    "cache_modele": _declarer(derivee="cle valeur", technique="cree_le"),
    "passages": _declarer(personnelle="objet_id cle section texte citation", derivee="hash_texte", technique="id objet ordre poids"),
    "vecteurs": _declarer(derivee="hash_texte vecteur", technique="modele"),
    "candidatures": _declarer(personnelle="id offre_id candidat_id cv_id lettre_motivation statut score creee_le"),
    "candidatures_historique": _declarer(personnelle="candidature_id depuis vers motif acteur_id acteur_role le", technique="numero"),
    "scores": _declarer(
        personnelle="candidature_id cv_id cv_version offre_version resultat explication entrees calcule_le", derivee="empreintes_vecteurs", technique="numero"
    ),
    "journal_audit": _declarer(personnelle="acteur_id action objet objet_id cree_le", technique="id motif_empreinte"),
    "journal_motifs": _declarer(personnelle="texte", confidentielle="sel", technique="evenement_id"),
    "journal_chaine": _declarer(technique="position evenement_id empreinte"),
    "journal_tete": _declarer(technique="unique_ligne position empreinte"),
    "pierres_tombales": _declarer(technique="objet_id objet efface_le fichiers_effaces_le termine_le"),
    "taches": _declarer(
        technique="id genre cle parametres demandeur_id statut essais essais_max a_faire_le bail_jusqu_a ouvrier progression etape resultat erreur creee_le finie_le"
    ),
    "appels_modele": _declarer(technique="id tache modele version_prompt tokens_entree tokens_sortie duree_ms issue cree_le"),
    "entreprises": _declarer(entreprise="nom nom_cle", technique="id creee_le"),
    "offres": _declarer(
        personnelle="id auteur_id",
        entreprise="entreprise_id titre description localisation localisation_cle teletravail type_contrat salaire_min salaire_max salaire_periode devise "
        "experience_min niveau_etudes_min competences_requises competences_souhaitees obligatoires langues poids avertissements document rendu concepts langue "
        "recherche statut publiee_le fermee_le expire_le creee_le modifiee_le",
        technique="rendu_forme version",
    ),
}
