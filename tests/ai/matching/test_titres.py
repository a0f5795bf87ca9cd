"""Licences, certificates and regulated diplomas: proved by what says they are held, never by a job title or a colleague's."""

import pytest

from app.ai.matching.competences import CompetencesCV
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import competences_nommees
from app.schemas.profil import CertificationLue, CompetenceLue, ExperienceLue, FormationLue, ProfilExtrait
from tests.ai.matching.fabrique import RECU_LE, Feuille

INFIRMIER, AIDE_SOIGNANT = "Diplôme d'État d'infirmier", "Diplôme d'État d'aide-soignant"


def preuve(must, *, titre=None, poste="Employé", taches=(), resume=None, formation=None, fin="2015", certification=None, competence=None, permis=None):
    """The quotation that establishes `must` for a CV of these lines, None when nothing does."""
    feuille, profil = Feuille(), ProfilExtrait(titre=titre, resume=resume)
    feuille.ecrire(("titre", titre or ""))
    feuille.ecrire(("resume", resume or ""))
    feuille.ecrire(("experiences.0.poste", poste))
    feuille.ecrire(("experiences.0.description", "\n".join(taches)))
    profil.experiences.append(ExperienceLue(poste=poste, description="\n".join(taches)))
    if formation:
        feuille.ecrire(("formations.0.diplome", formation), ", ", ("formations.0.fin", fin))
        profil.formations.append(FormationLue(diplome=formation, fin=fin))
    if certification:
        feuille.ecrire(("certifications.0", certification))
        profil.certifications.append(CertificationLue(nom=certification))
    if competence:
        feuille.ecrire(("competences.0", competence))
        profil.competences.append(CompetenceLue(nom=competence, brut=competence))
    if permis:
        feuille.ecrire("Permis ", ("permis.0", permis))
        profil.permis.append(permis)
    cv = CompetencesCV(projeter_cv(profil, feuille.preuves, feuille.visible, RECU_LE))
    trouvee = cv.chercher(competences_nommees([must])[0])
    return trouvee.citations[0].citation if cv.satisfait(trouvee) else None


@pytest.mark.parametrize(
    ("must", "lignes"),
    [
        (INFIRMIER, {"poste": "Aide-soignant", "taches": ("• Transmissions écrites et orales à l'équipe infirmière.",)}),
        (INFIRMIER, {"poste": "Infirmière", "titre": "Infirmière", "taches": ("• Soins infirmiers, pansements.",)}),
        (INFIRMIER, {"poste": "Aide-soignante", "taches": ("• Soins avec les infirmières diplômées d'État du service.",)}),
        (INFIRMIER, {"resume": "Aide-soignante, en lien avec les infirmières diplômées d'État et les médecins."}),
        (INFIRMIER, {"formation": "Diplôme d'État d'infirmier", "fin": "2031"}),
        (INFIRMIER, {"poste": "Développeur", "taches": ("• Scripts pour IDE IntelliJ.",)}),
        (AIDE_SOIGNANT, {"poste": "Infirmier", "taches": ("• Encadrement d'étudiants et d'aides-soignants.",)}),
        (AIDE_SOIGNANT, {"poste": "Aide-soignante", "titre": "Aide-soignante"}),
        ("Diplôme d'État d'auxiliaire de puériculture", {"poste": "Auxiliaire de puériculture"}),
        ("Diplôme d'État d'ambulancier", {"poste": "Ambulancier", "taches": ("• Transport avec un ambulancier diplômé.",)}),
        ("CACES R489 catégorie 3", {"poste": "Cariste", "taches": ("• Conduite de chariot élévateur.",)}),
        ("CACES R489 catégorie 3", {"poste": "Chef d'équipe", "taches": ("• Organisation du CACES 3 des nouveaux arrivants.",)}),
        ("CACES R484", {"poste": "Pontier"}),
        ("CACES R486", {"poste": "Technicien", "taches": ("• Conduite de nacelle.",)}),
        ("Permis C", {"poste": "Conducteur de poids lourds", "taches": ("• Conduite de poids lourds.",)}),
        ("Permis C", {"poste": "Exploitant", "taches": ("• Recrutement de chauffeurs avec permis C et FIMO.",)}),
        ("FIMO", {"poste": "Formateur", "taches": ("• Animation de stages FIMO pour les conducteurs.",)}),
        ("Habilitation électrique", {"poste": "Électricien", "taches": ("• Suivi des habilitations électriques des équipes.",)}),
        ("SSIAP 1", {"poste": "Agent de sécurité incendie", "taches": ("• Rondes de sécurité incendie.",)}),
        ("Certiphyto", {"poste": "Ouvrier agricole", "taches": ("• Traitements phytosanitaires de la vigne.",)}),
        ("Certiphyto", {"competence": "Traitements phytosanitaires"}),
    ],
)
def test_a_job_a_task_or_a_colleague_proves_no_title(must, lignes):
    assert preuve(must, **lignes) is None


@pytest.mark.parametrize(
    ("must", "lignes", "citation"),
    [
        (INFIRMIER, {"formation": "Diplôme d'État d'infirmier", "poste": "Infirmière"}, "Diplôme d'État d'infirmier"),
        (INFIRMIER, {"formation": "Diplôme d’État d’infirmière"}, "Diplôme d’État d’infirmière"),
        (INFIRMIER, {"formation": "DE infirmier"}, "DE infirmier"),
        (INFIRMIER, {"formation": "DEI"}, "DEI"),
        (INFIRMIER, {"titre": "Infirmière diplômée d'État"}, "Infirmière diplômée d'État"),
        (INFIRMIER, {"titre": "Infirmière DE"}, "Infirmière DE"),
        (INFIRMIER, {"poste": "IDE en EHPAD"}, "IDE"),
        (INFIRMIER, {"resume": "Infirmière diplômée d'État depuis 2009, en gériatrie."}, "Infirmière diplômée d'État"),
        (AIDE_SOIGNANT, {"formation": "Aide-soignante"}, "Aide-soignante"),
        (AIDE_SOIGNANT, {"certification": "DEAS"}, "DEAS"),
        ("Diplôme d'État d'ambulancier", {"formation": "Diplôme d'ambulancier"}, "Diplôme d'ambulancier"),
        ("CACES R489 catégorie 3", {"certification": "CACES R489 catégorie 3"}, "CACES R489 catégorie 3"),
        ("CACES R489", {"certification": "CACES R489 catégorie 3"}, "CACES R489 catégorie 3"),
        ("CACES R489 catégorie 3", {"taches": ("• Titulaire du CACES 3, conduite de chariots.",)}, "CACES 3"),
        ("CACES R489 catégorie 3", {"titre": "Cariste CACES 3"}, "CACES 3"),
        ("CACES R489 catégorie 3", {"competence": "CACES 3"}, "CACES 3"),
        ("Permis C", {"permis": "C"}, "Permis C"),
        ("Permis C", {"permis": "CE"}, "Permis CE"),
        ("FIMO", {"certification": "FIMO marchandises"}, "FIMO marchandises"),
        ("Habilitation électrique", {"certification": "Habilitation électrique BR"}, "Habilitation électrique BR"),
        ("SSIAP 1", {"certification": "SSIAP 2"}, "SSIAP 2"),
        ("Certiphyto", {"certification": "Certiphyto opérateur"}, "Certiphyto opérateur"),
    ],
)
def test_a_diploma_a_certificate_or_a_word_of_holding_proves_a_title(must, lignes, citation):
    assert preuve(must, **lignes) == citation
