import pytest

from app.ai.matching.controle_offre import avertissement_de_lecture, avertissements_offre, criteres_interdits, formulations
from app.ai.matching.lecture_offre import lire_voeux
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.enums import Teletravail

DISCRIMINATOIRES = """
Nous recherchons un jeune diplômé|Jeune femme souriante pour l'accueil|Profil jeune et motivé bienvenu|Âge maximum : 35 ans|Age idéal : 25 à 30|Vous avez entre 25 et 35 ans|Moins de 30 ans
Plus de 50 ans s'abstenir|Seniors s'abstenir|30 ans maximum|Digital native|Young and dynamic person|Under 35 years old|Maximum age 40|Tranche 25-35 ans souhaitée
Homme de préférence|Femme uniquement|Réservé aux hommes|De préférence une femme|Uniquement des hommes|Nous cherchons un homme pour le port de charges|Recrutons une femme pour l'accueil
Profil masculin|Poste féminin|Candidat masculin souhaité|Male only|Women preferred|Femmes s'abstenir|Nous recherchons des hommes|Preferably a man
De nationalité française|Nationalité européenne exigée|Français de souche|Équipe BBR|Type européen|D'origine française|Sans accent|Langue maternelle française exigée
Français langue maternelle exigé|Native English speaker|US citizens only|Nationalité française obligatoire
Célibataire de préférence|Sans enfant|Sans charge de famille|Libre de toute contrainte familiale|Mères de famille s'abstenir|Pas de congé maternité|Sans projet de grossesse|No children
Sans enfants à charge|Single person|Libre de toute attache familiale|Femme enceinte s'abstenir
En bonne santé obligatoirement, impératif|Personne valide|Non handicapé|Sans handicap|Poste inaccessible aux personnes handicapées|Non-fumeur|Able-bodied|Non smoker|Handicapés s'abstenir
Pas d'arrêt ? pas de maladie|Vous jouissez d'une parfaite santé.
Physique agréable|Physique avantageux|Belle apparence|Taille mannequin|Photo obligatoire|CV avec photo|Sans tatouage|Pas de piercing|Good-looking|Jolie fille|Sans surpoids|Photo required|Pas de barbe
Habitant à Lyon|Résider à proximité|Vous habitez impérativement à Nice|Domicilié dans le 93|Lieu de résidence à Paris exigé|Must live in London|Vous résidez en Île-de-France
Jeunes talents bienvenus|Limite d'âge fixée|Hommes seulement|Hommes exclusivement|Plutôt un homme|Garçons souhaités, embauchons des garçons|Origine maghrébine|Attractive woman|Local residents only|Christian only
Non syndiqué|Sans engagement syndical|Catholique pratiquant|Pas de voile|Sans activité politique|Pas de signe religieux|Musulman s'abstenir|Non-union
Nous recherchons une secrétaire souriante de moins de 35 ans|Idéalement vous avez entre 25 et 35 ans|Poste idéal pour une maman|Vous êtes jeune et dynamique
Profil junior apprécié, 30 ans max|Hôtesse d'accueil, taille 38 maximum|Serveuse de bonne présentation|Sans contraintes familiales
Disponibilité totale, pas d'enfants en bas âge|Candidat de nationalité française exigée|Européens uniquement|Français de souche apprécié
Idéalement de confession catholique|Non voilée|Femme de ménage de préférence de type européen|Célibataire de préférence|Bonne condition physique et non-fumeur|Pas de RQTH
Personne sans handicap|Habitant le 93 s'abstenir|Résider à moins de 10 km obligatoirement|Homme robuste pour manutention|Réservé aux hommes
Cherche coiffeuse féminine et élégante|Vendeuse jolie|Physique agréable|Photo exigée|Pas de personnes enceintes|Pas de congé maternité prévu|Sans engagement syndical
Fraîchement diplômé, jeune diplômé bienvenu|Digital native|No older than 40|Recent graduates only, age under 30|Native English speaker|Must be a US citizen
Strong young man wanted|Mother tongue French only|Langue maternelle française exigée|Accent français sans défaut|Patronyme français souhaité|Ne pas dépasser 45 ans
Âge maximum : 40 ans|Retraités bienvenus|Hommes de 20 à 40 ans|Secrétaire (femme)|H uniquement|Barman homme|Candidat blanc|Pas d'arabe|Pas de gens du voyage
Casier vierge et pas d'origine étrangère|Grossesse exclue|Poste non accessible aux personnes à mobilité réduite|Un papa ou une maman disponible le mercredi|Âge : 25-35
Corpulence mince|IMC normal|Hétérosexuel|Pas d'homosexuels|Sans opinion politique affichée|Bonne moralité|Sexe féminin|De sexe masculin|Jeune retraité accepté
Vous avez 18 à 25 ans
""".strip().replace("\n", "|").split("|")  # fmt: skip
SAINES = """
Notre jeune entreprise recrute|Une équipe jeune et dynamique|Éducateur de jeunes enfants|Accueil du jeune public|10 ans d'expérience minimum|De 5 à 10 ans d'expérience|Entreprise créée il y a 35 ans
Vente de prêt-à-porter homme et femme|Sage-femme de bloc|Femme de chambre, valet de chambre (F/H)|Relation homme-machine|Anglais courant|Maîtrise du français|Langues étrangères appréciées
Accompagnement de personnes en situation de handicap|Poste ouvert aux personnes en situation de handicap|Santé au travail|Suivi de grossesse en maternité|Prévention santé et sécurité
Relations syndicales et dialogue social|Syndic de copropriété|Histoire des religions|Aide à domicile dans le Rhône|Poste basé à Lyon|Gestion d'une résidence étudiante|Déplacements en France
Single sign-on|Présentation soignée|Port de charges lourdes|Bonne condition physique|Garde d'enfants de moins de 3 ans|Enfants de 3 à 12 ans|Âge des enfants : 3 à 6 ans|Senior Python Developer
Junior ou senior, votre candidature nous intéresse|Public de plus de 60 ans en EHPAD|Public de moins de 26 ans|Véhicules de moins de 10 ans|Photographie de produits|Photo retouche|Coiffeur homme femme|Un poste valorisant|Egalité femmes-hommes
Formation aux gestes barrières|Cabinet d'expertise|Conduite de 12 000 tonnes|Permis B exigé|Habilitation électrique|Vous êtes autonome et rigoureux|Mutuelle familiale|Crèche d'entreprise
Ambiance jeune|Accompagnement de jeunes de moins de 25 ans|Vente de vêtements pour femmes|Accueil d'enfants de 3 à 6 ans|Poste accessible aux personnes en situation de handicap
À compétences égales, priorité aux personnes en situation de handicap|Vous encadrez des jeunes en insertion|Entreprise de plus de 50 ans d'existence
10 ans d'expérience minimum|Maîtrise du français indispensable|Vous résidez où vous voulez : télétravail total|Homme/Femme|Index égalité femmes-hommes : 92
Anglais courant exigé|Relations avec les syndicats|Aide aux personnes âgées de plus de 60 ans|Bonne présentation orale des résultats|Équipe de 25 à 35 personnes
Magasin situé dans le quartier de la gare|Résidence seniors de 80 logements|Vous travaillez de nuit
""".strip().replace("\n", "|").split("|")  # fmt: skip


def test_the_lists_are_long_enough():
    assert len(DISCRIMINATOIRES) >= 100
    assert len(SAINES) >= 50


@pytest.mark.parametrize("phrase", DISCRIMINATOIRES)
def test_discriminatory_wording_is_caught(phrase):
    assert formulations(f"Vendeur (F/H)\n{phrase}")


@pytest.mark.parametrize("phrase", SAINES)
def test_sound_wording_is_left_alone(phrase):
    assert formulations(f"Vendeur (F/H)\n{phrase}.") == []


def codes(titre="Comptable (F/H)", description="Tenue des comptes.", competences=(), **salaire):
    return [a.code for a in avertissements_offre(titre, description, competences, **salaire)]


def test_a_sound_offer_has_no_warning():
    assert codes(competences=("Excel",), salaire_min=30_000, salaire_max=36_000) == []


def test_each_fault_has_its_code_in_order():
    assert codes("Vendeur", "Femme uniquement.", ("Zorglub",)) == ["salaire_absent", "titre_sans_hf", "formulation_discriminatoire", "competence_inconnue"]


def test_the_extract_is_quoted_with_its_reason():
    (avertissement,) = avertissements_offre("Comptable (F/H)", "Poste de comptable, Photo Obligatoire.", (), 30_000)
    assert avertissement.message == "« Photo Obligatoire » : l'apparence physique et la photo ne peuvent pas être des critères."


@pytest.mark.parametrize(
    "titre",
    [
        "Vendeur (H/F)",
        "Vendeur F/H",
        "Développeur·euse Python",
        "Infirmier(e) de bloc",
        "Développeur / Développeuse",
        "Comptable",
        "Data Scientist",
        "Chargé(e) de mission",
        "Assistant-e RH",
    ],
)
def test_a_title_for_both_needs_no_warning(titre):
    assert "titre_sans_hf" not in codes(titre, salaire_min=1)


def test_a_text_for_both_needs_no_warning_about_its_title():
    assert "titre_sans_hf" not in codes("Soudeur TIG", "Nous recrutons un soudeur (H/F).")


@pytest.mark.parametrize(
    ("description", "dit"),
    [
        ("Salaire : 2 200 à 2 600 € brut mensuels.", True),
        ("2 200 à 2 600 € brut mensuels", True),
        ("35-40 k€ brut annuel", True),
        ("13,50 € de l'heure", True),
        ("SQL, Airflow. 45-55 k€.", True),
        ("Fixe 1 900€ et primes", True),
        ("Prime de 500 € brut.", False),
        ("Chiffre d'affaires de 300 k€ par an.", False),
        ("Rémunération selon profil.", False),
    ],
)
def test_pay_told_by_the_text_needs_no_warning(description, dit):
    assert ("salaire_absent" not in codes(description=description)) == dit


@pytest.mark.parametrize(
    ("description", "avertis"),
    [
        (
            "Télétravail 2 jours par semaine.",
            ["« Télétravail 2 jours par semaine » : l'offre est enregistrée sans télétravail. Remplissez ce champ pour qu'il compte."],
        ),
        (
            "Deux jours par semaine en télétravail",
            ["« Deux jours par semaine en télétravail » : l'offre est enregistrée sans télétravail. Remplissez ce champ pour qu'il compte."],
        ),
        ("Pas de télétravail possible.", []),
        ("Vous équipez les salariés en télétravail.", []),
    ],
)
def test_remote_work_that_only_the_text_offers_is_told(description, avertis):
    assert [a.message for a in avertissements_offre("Comptable", description, (), 30_000, teletravail=Teletravail.non)] == avertis
    assert avertissements_offre("Comptable", description, (), 30_000, teletravail=Teletravail.partiel) == []


@pytest.mark.parametrize(
    "titre", ["Infirmière de nuit", "Infirmier de nuit", "Serveuse", "Aide-soignante", "Développeur Python", "Développeuse full-stack", "Zorglubeur"]
)
def test_a_title_for_one_gets_a_warning(titre):
    assert "titre_sans_hf" in codes(titre, salaire_min=1)


@pytest.mark.parametrize(
    ("description", "lu"),
    [
        (
            "Une première expérience de deux ans en soins intensifs est souhaitée.",
            "souhaité : soins intensifs, 2 ans d'expérience (sans effet sur la note)",
        ),
        ("Anglais professionnel (B2) apprécié. Permis B exigé.", "souhaité : anglais B2 ; indispensable : Permis B"),
        ("Vous avez 3 ans d'expérience, idéalement 5 ans d'expérience en banque.", "souhaité : banque ; 3 ans d'expérience"),
        ("Permis B indispensable, notions d'anglais.", "indispensable : Permis B ; langues demandées : anglais A1"),
    ],
)
def test_what_was_read_says_what_is_a_wish(description, lu):
    (avertissement,) = avertissement_de_lecture(projeter_offre(OffreSource("Infirmier", description)), set(), lire_voeux(description))
    assert (
        avertissement.message
        == f"Lu dans la description pour les champs laissés vides : {lu}. Remplir un champ remplace ce qui y est lu (0 pour ne rien demander)."
    )


def test_protected_words_are_refused_with_their_reason():
    refuses = criteres_interdits(["Python", "Célibataire", "moins de 30 ans", "Anglais courant"])
    assert [nom for nom, _ in refuses] == ["Célibataire", "moins de 30 ans"]
    assert all("protégé" in francais and "protected" in anglais for _, (francais, anglais) in refuses)
