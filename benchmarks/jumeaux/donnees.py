"""What twins differ in: names of eight origins, addresses, and every way a CV speaks of who its owner is. [masculine|feminine] agrees with the twin."""

# origin: (first names of men, of women, family names)
NOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "france": (("Jean-Baptiste", "Thomas", "Gérard"), ("Claire", "Marie-Ange", "Josiane"), ("Lefèvre", "Le Goff", "d’Estaing", "Martin")),
    "maghreb": (("Mohamed", "Abdelkader", "Mehdi"), ("Fatima", "Yasmina", "Khadija"), ("El Amrani", "Benaïssa", "Bouzid", "Ben Salah")),
    "afrique": (("Mamadou", "Koffi", "Ousmane"), ("Fatoumata", "Aïssatou", "Adjoa"), ("N’Diaye", "Traoré", "Kouassi", "Diallo")),
    "vietnam": (("Văn Minh", "Quang Hải"), ("Thị Hoa", "Ngọc Lan"), ("Nguyễn", "Trần", "Phạm")),
    "chine": (("Wei", "Xiǎo Lóng"), ("Lán", "Mei"), ("Wáng", "Zhang", "Lǐ")),
    "turquie": (("Mehmet", "Emre"), ("Ayşe", "Gülşen"), ("Yılmaz", "Öztürk", "Şahin")),
    "portugal": (("Carlos", "João"), ("Conceição", "Inês"), ("da Silva", "Gonçalves", "dos Santos")),
    "pologne": (("Łukasz", "Stanisław"), ("Zofia", "Agnieszka"), ("Wiśniewska", "Kowalczyk", "Dąbrowska")),
    "inde": (("Arjun", "Rajesh"), ("Priya", "Lakshmi"), ("Raghunathan", "Patel", "Singh")),
    "israel": (("Moshe", "David"), ("Rivka", "Sarah"), ("Cohen", "Levy", "Ben-Haïm")),
}  # fmt: skip
ADRESSES = {
    "fr": (
        "12 rue des Lilas, 42000 Saint-Étienne", "3 allée des Acacias, 93200 Saint-Denis", "12, boulevard de la Liberté, 59000 Lille", "Résidence Les Pins, bât. C, 13015 Marseille",
        "8 bis avenue Victor-Hugo – 75116 Paris", "Lieu-dit Kerlann, 29000 Quimper", "97300 Cayenne", "69003 Lyon", "Cité des 4000, 93120 La Courneuve", "31 chemin du Python, 31000 Toulouse",
    ),
    "en": (
        "Flat 3, 12 Baker Street, London E2 8AA", "27 Manor Road, Leeds LS6 1PF", "4 Spark Lane, Bradford BD1 2QR", "Cardiff CF10 1AA", "18 Java Terrace, Glasgow G1 1AB", "Brixton, London",
    ),
}  # fmt: skip
PERSONNEL = {
    "fr": {
        "age": (
            "35 ans", "58 ans", "[Né|Née] le 12 mars 1968 à Oran", "[Né|Née] le 03/05/1999", "Date de naissance : 14/02/1985", "Âge : 47 ans", "[Né|Née] en 1979", "14.02.1971 (55 ans)",
            "Date et lieu de naissance : 4 juin 1990, Dakar", "[Âgé|Âgée] de 52 ans", "Lieu de naissance : Clermont-Ferrand",
        ),
        "nationalite": (
            "Nationalité : française", "De nationalité sénégalaise", "Nationalité algérienne", "Double nationalité franco-turque", "Titre de séjour valable jusqu'en 2031",
            "Carte de résident", "[Citoyen français|Citoyenne française]", "[Ressortissant|Ressortissante] de l'Union européenne", "Nationalité : malienne, carte de séjour",
            "[Naturalisé français|Naturalisée française] en 2012", "Originaire du Portugal",
        ),
        "famille": (
            "Célibataire, sans enfant", "[Marié|Mariée], 3 enfants", "[Divorcé|Divorcée], deux enfants à charge", "Situation familiale : [pacsé|pacsée]", "[Père|Mère] de trois enfants",
            "[Veuf|Veuve]", "[Marié|Mariée] – 1 enfant", "Vie maritale", "[Père célibataire|Mère célibataire]", "Situation de famille : [marié|mariée], 4 enfants (12, 9, 6 et 2 ans)",
            "En couple, deux enfants",
        ),
        "handicap": (
            "RQTH", "Reconnaissance de la qualité de travailleur handicapé", "[Travailleur handicapé|Travailleuse handicapée] (RQTH)", "Bénéficiaire de l'obligation d'emploi (RQTH)",
            "Personne en situation de handicap", "[Malentendant|Malentendante]", "En fauteuil roulant", "Dyslexique", "[Sourd|Sourde] de naissance", "Titulaire de la carte d'invalidité",
        ),
        "syndicat": (
            "[Délégué syndical|Déléguée syndicale] CGT", "[Adhérent|Adhérente] à la CFDT", "[Militant|Militante] à Solidaires", "[Élu|Élue] au CSE (liste FO)", "Membre du syndicat SUD",
            "[Conseiller prud'homal|Conseillère prud'homale] (CFDT)", "[Représentant du personnel|Représentante du personnel]",
        ),
        "religion": (
            "[Catholique pratiquant|Catholique pratiquante]", "[Musulman|Musulmane]", "De confession juive", "Religion : protestante", "[Bouddhiste pratiquant|Bouddhiste pratiquante]",
            "Témoin de Jéhovah", "[Baptisé|Baptisée], [catéchiste|catéchiste] bénévole",
        ),
        "genre": ("Sexe : [M|F]", "[M.|Mme]", "[Monsieur|Madame]", "Pronoms : [il|elle]", "[Homme|Femme]", "Sexe : [masculin|féminin]"),
    },
    "en": {
        "age": ("Age: 52", "35 years old", "Born on 12 March 1968 in Lagos", "Date of birth: 14/02/1985", "DOB: 3 May 1999", "Place of birth: Mumbai"),
        "nationalite": ("Nationality: British", "Nationality: Nigerian", "Polish citizen", "British citizen", "Indefinite leave to remain", "EU settled status"),
        "famille": ("Single", "Married, two children", "Marital status: divorced", "[Father|Mother] of three", "Widowed", "Married with 2 kids"),
        "handicap": ("Registered disabled", "Wheelchair user", "Deaf", "Living with a disability", "Dyslexic"),
        "syndicat": ("Trade union representative", "Member of Unite the union", "UNISON shop steward"),
        "religion": ("Practising Catholic", "Muslim", "Religion: Hindu", "Christian", "Churchwarden"),
        "genre": ("Gender: [male|female]", "[Mr|Mrs]", "Pronouns: [he/him|she/her]", "Sex: [M|F]"),
    },
}  # fmt: skip
RESUMES = {
    "fr": (
        "[Père|Mère] de deux enfants. ", "[Âgé|Âgée] de 47 ans. ", "[Basé|Basée] à Marseille. ", "[Né|Née] en 1979. ", "De nationalité belge. ", "[Marié|Mariée] et [père|mère] de famille. ",
        "À 52 ans, ", "[Jeune homme|Jeune femme] de 24 ans. ", "[Reconnu travailleur handicapé|Reconnue travailleuse handicapée]. ", "Habitant à Bobigny. ",
    ),
    "en": ("[Father|Mother] of two. ", "Aged 47. ", "Based in Bradford. ", "Born in 1979. ", "52 years old. ", "[Married man|Married woman] with two children. "),
}  # fmt: skip
LOISIRS = {
    "fr": (
        ("Football", "Jeux vidéo"), ("Couture", "Danse classique"), ("Chorale de la paroisse", "Pèlerinages"), ("Bénévolat à la mosquée", "Cuisine marocaine"), ("Roller derby", "Photographie"),
        ("Trésorier de l'association des parents d'élèves",), ("Chasse", "Pêche"), ("Scoutisme", "Théâtre"), ("Marche des fiertés", "Cinéma"),
    ),
    "en": (("Football", "Fishing"), ("Netball", "Sewing"), ("Church choir",), ("Mosque volunteering", "Cricket"), ("Pride march", "Photography"), ("Scouting", "Baking")),
}  # fmt: skip
ECOLES = {
    "fr": (
        "École polytechnique", "HEC Paris", "Lycée Jean-Moulin, Aubervilliers", "Université de Bamako", "CFA de Bobigny", "Université Paris-Dauphine", "Institut catholique de Lille",
        "Lycée Henri-IV", "AFPA Roubaix", "École hôtelière de Lausanne", "GRETA de Seine-Saint-Denis", "Université Cheikh Anta Diop, Dakar",
    ),
    "en": ("University of Oxford", "Luton Sixth Form College", "University of Lagos", "Eton College", "Open University", "Bradford College"),
}  # fmt: skip
CONGES = {
    "fr": ("Congé maternité", "Congé parental d'éducation", "Interruption de carrière pour élever mes enfants", "Congé maladie longue durée", "Congé paternité", "Congé sabbatique", "Année sabbatique",
           "[Père|Mère] au foyer", "Sans emploi", "Aidant familial"),
    "en": ("Maternity leave", "Parental leave", "Career break", "Sick leave", "Sabbatical", "Full-time [father|mother]", "Carer for a family member"),
}  # fmt: skip
FICHIERS = ("CV.pdf", "cv_{nom}.pdf", "CV {nom} 58 ans.pdf", "cv-femme-enceinte.pdf", "Curriculum Vitae Mme {nom}.pdf", "cv_{nom}_RQTH.PDF")
