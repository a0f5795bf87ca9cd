"""Offers over HTTP."""

import uuid
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, event, func, select, update

from app.models import CleIdempotence, Offre, PassageIndexe, Tache
from tests.conftest import OFFRE, Compte


def creer(recruteur: Compte, **champs: object) -> dict:
    reponse = recruteur.post("/offres", json={**OFFRE, **champs})
    assert reponse.status_code == 201, reponse.text
    return reponse.json()


def test_an_offer_is_public_at_once(client, recruteur: Compte):
    reponse = recruteur.post("/offres", json=OFFRE)
    offre = reponse.json()
    assert (reponse.status_code, reponse.headers["location"]) == (201, f"/offres/{offre['id']}")
    assert {c: offre[c] for c in OFFRE if not c.startswith("competences")} == {c: v for c, v in OFFRE.items() if not c.startswith("competences")}
    assert [(c["nom"], c["source"]) for c in offre["competences_requises"]] == [("Python", "saisie"), ("FastAPI", "saisie"), ("PostgreSQL", "saisie")]
    assert all(c["concept_id"] for c in offre["competences_requises"] + offre["competences_souhaitees"])
    assert (offre["statut"], offre["version"], offre["langue"], offre["nb_candidatures"], offre["avertissements"]) == ("publiee", 1, "fr", 0, [])
    assert offre["entreprise"]["nom"] == recruteur.get("/entreprises/moi").json()["nom"]
    publique = client.get(f"/offres/{offre['id']}")
    assert publique.headers["etag"] == '"v1"'
    assert publique.json() == {**offre, "nb_candidatures": None, "avertissements": []}
    assert [o["id"] for o in client.get("/offres").json()["items"]] == [offre["id"]]


def test_a_draft_is_for_the_entreprise_alone_until_it_is_published(client, recruteur: Compte, creer_compte):
    brouillon = creer(recruteur, brouillon=True)
    assert (brouillon["statut"], brouillon["publiee_le"]) == ("brouillon", None)
    assert client.get(f"/offres/{brouillon['id']}").status_code == 404
    assert client.get("/offres").json()["total"] == 0
    assert recruteur.get(f"/offres/{brouillon['id']}").json() == brouillon
    collegue = creer_compte("recruteur", code_invitation=recruteur.post("/entreprises/invitations").json()["code"])
    assert collegue.get(f"/offres/{brouillon['id']}").json() == brouillon

    publiees = [recruteur.post(f"/offres/{brouillon['id']}/publier").json() for _ in range(2)]
    assert publiees[0]["statut"] == "publiee"
    assert publiees[0] == publiees[1], "publishing again changes nothing"
    assert client.get(f"/offres/{brouillon['id']}").status_code == 200
    fermees = [recruteur.post(f"/offres/{brouillon['id']}/fermer").json() for _ in range(2)]
    assert (fermees[0]["statut"], fermees[0]["publiee_le"]) == ("fermee", publiees[0]["publiee_le"])
    assert fermees[0] == fermees[1]
    assert client.get(f"/offres/{brouillon['id']}").status_code == 404
    rouverte = recruteur.post(f"/offres/{brouillon['id']}/publier").json()
    assert (rouverte["statut"], rouverte["fermee_le"]) == ("publiee", None)


def test_editing_changes_what_is_given_and_nothing_else(client, recruteur: Compte, offre: dict):
    chemin = f"/offres/{offre['id']}"
    modifiee = recruteur.patch(chemin, json={"salaire_max": 60000, "competences_souhaitees": ["Redis"]}, headers={"If-Match": '"v1"'})
    assert (modifiee.status_code, modifiee.headers["etag"]) == (200, '"v2"')
    assert [c["nom"] for c in modifiee.json()["competences_souhaitees"]] == ["Redis"]
    changes = {c for c, v in modifiee.json().items() if v != offre[c]}
    assert changes == {"salaire_max", "competences_souhaitees", "version"}
    assert client.get(chemin).json()["salaire_max"] == 60000
    perimee = recruteur.patch(chemin, json={"titre": "Autre"}, headers={"If-Match": '"v1"'})
    assert (perimee.status_code, perimee.json()["code"]) == (412, "version_perimee")
    vide = recruteur.patch(chemin, json={"salaire_min": None, "salaire_max": None, "devise": None, "salaire_periode": None}).json()
    assert (vide["salaire_min"], vide["salaire_max"], [a["code"] for a in vide["avertissements"]]) == (None, None, ["salaire_absent"])


EDITIONS_REFUSEES = [
    ({"titre": None}, "titre"),
    ({"teletravail": None}, "teletravail"),
    ({"competences_requises": None}, "competences_requises"),
    ({"salaire_min": 60000}, "salaire_min"),
    ({"salaire_max": 1}, "salaire_max"),
    ({"statut": "fermee"}, "statut"),
    ({"entreprise_id": str(uuid.uuid4())}, "entreprise_id"),
    ({"poids": {"langues": 0}}, "poids"),
    ({"expire_le": "2030-01-01T00:00:00"}, "expire_le"),
    ({"version": 9}, "version"),
]


def test_refused_edits(recruteur: Compte, offre: dict, subtests):
    for changement, champ in EDITIONS_REFUSEES:
        with subtests.test(changement=changement):
            reponse = recruteur.patch(f"/offres/{offre['id']}", json=changement)
            assert (reponse.status_code, reponse.json()["code"]) == (422, "donnees_invalides")
            assert [e["champ"] for e in reponse.json()["erreurs"]] == [champ]
            assert recruteur.get(f"/offres/{offre['id']}").json() == offre


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"titre": ""}, "titre"),
        ({"titre": "x" * 201}, "titre"),
        ({"description": "x" * 20_001}, "description"),
        ({"type_contrat": "CDI"}, "type_contrat"),
        ({"salaire_min": -1}, "salaire_min"),
        ({"salaire_min": 10_000_001}, "salaire_min"),
        ({"salaire_min": 60000}, "salaire_min"),
        ({"devise": "euros"}, "devise"),
        ({"experience_min": 51}, "experience_min"),
        ({"niveau_etudes_min": 9}, "niveau_etudes_min"),
        ({"langues": [{"langue": "français", "niveau_min": "B2"}]}, "langues.0.langue"),
        ({"langues": [{"langue": "fr", "niveau_min": "B2"}, {"langue": "zz", "niveau_min": "B2"}]}, "langues.1.langue"),
        ({"langues": [{"langue": "fra", "niveau_min": "B2"}]}, "langues.0.langue"),
        ({"titre": "\u202e\u2066\x07"}, "titre"),
        ({"titre": "x" + "\u202e" * 200}, "titre"),
        ({"competences_requises": ["x"] * 51}, "competences_requises"),
        ({"poids": {"age": 10}}, "poids.age.[key]"),
        ({"poids": {"langues": 101}}, "poids.langues"),
        ({"poids": {"langues": 0}}, "poids"),
        ({"expire_le": "2030-01-01T00:00:00"}, "expire_le"),
        ({"expire_le": "2020-01-01T00:00:00Z"}, "expire_le"),
        ({"expire_le": "0001-01-01T00:00:00+14:00"}, "expire_le"),
        ({"expire_le": "9999-12-31T23:59:59-14:00"}, "expire_le"),
        ({"id": str(uuid.uuid4())}, "id"),
        ({"statut": "publiee"}, "statut"),
        ({"entreprise_id": str(uuid.uuid4())}, "entreprise_id"),
        ({"score": 100}, "score"),
    ],
)
def test_refused_offers(recruteur: Compte, champs: dict, champ: str):
    reponse = recruteur.post("/offres", json={**OFFRE, **champs})
    assert (reponse.status_code, reponse.json()["code"]) == (422, "donnees_invalides")
    assert champ in [e["champ"] for e in reponse.json()["erreurs"]]


@pytest.mark.parametrize(("ecrite", "lue"), [("-23:59", "2030-01-01T23:59:00Z"), ("+23:59", "2029-12-31T00:01:00Z"), ("+02:00", "2029-12-31T22:00:00Z")])
def test_every_offset_that_iso_8601_has_is_read(recruteur: Compte, ecrite: str, lue: str):
    offre = recruteur.post("/offres", json={**OFFRE, "expire_le": f"2030-01-01T00:00:00{ecrite}"})
    assert (offre.status_code, offre.json()["expire_le"]) == (201, lue)
    assert recruteur.patch(f"/offres/{offre.json()['id']}", json={"expire_le": f"2030-01-01T00:00:00{ecrite}"}).json()["expire_le"] == lue


def expirer(unite, offre: dict) -> None:
    with unite() as session:
        session.execute(update(Offre).where(Offre.id == uuid.UUID(offre["id"])).values(expire_le=datetime(2020, 1, 1, tzinfo=timezone.utc)))


def test_an_offer_that_has_expired_is_still_edited_but_is_given_no_other_date_in_the_past(recruteur: Compte, offre: dict, unite):
    expirer(unite, offre)
    chemin = f"/offres/{offre['id']}"
    tel_quel = recruteur.patch(chemin, json={"titre": "Développement (F/H)", "expire_le": "2020-01-01T01:00:00+01:00"})
    assert (tel_quel.status_code, tel_quel.json()["titre"], tel_quel.json()["expire_le"]) == (200, "Développement (F/H)", "2020-01-01T00:00:00Z")
    refus = recruteur.patch(chemin, json={"expire_le": "2020-01-02T00:00:00Z"}).json()
    assert (refus["code"], refus["erreurs"]) == (
        "donnees_invalides",
        [{"champ": "expire_le", "message": "cette date est passée ; pour clore une offre, fermez-la"}],
    )
    assert recruteur.patch(chemin, json={"expire_le": "2100-01-01T00:00:00Z"}).status_code == 200
    assert recruteur.patch(chemin, json={"expire_le": None}).json()["expire_le"] is None


def test_an_offer_stored_with_a_language_that_is_none_is_read_and_can_be_mended(recruteur: Compte, offre: dict, unite):
    with unite() as session:
        session.execute(update(Offre).where(Offre.id == uuid.UUID(offre["id"])).values(langues=[{"langue": "zz", "niveau_min": "B2"}]))
    chemin = f"/offres/{offre['id']}"
    assert recruteur.get(chemin).json()["langues"] == [{"langue": "zz", "niveau_min": "B2"}]
    refus = recruteur.patch(chemin, json={"titre": "Autre (F/H)"}).json()
    assert refus["erreurs"] == [{"champ": "langues", "message": "la valeur enregistrée n'est plus acceptée : donnez-en une autre"}]
    assert recruteur.patch(chemin, json={"langues": [{"langue": "kab", "niveau_min": "B2"}]}).status_code == 200


def test_what_no_eye_sees_is_taken_out_and_what_emoji_need_stays(recruteur: Compte):
    emoji = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}"
    lue = creer(
        recruteur,
        titre="Dév\u00adeloppeuse\u202e (F/H)\r\n\tsenior ",
        localisation="\ufeffLyon\u2069",
        competences_requises=["Py\u200bthon"],
        description=f"Une équipe\u202e soudée {emoji}\x07\vet\tdes tests\r\nen Python",
    )
    assert (lue["titre"], lue["localisation"], lue["competences_requises"][0]["nom"]) == ("Développeuse (F/H) senior", "Lyon", "Python")
    assert lue["description"] == f"Une équipe soudée {emoji}\net\tdes tests\r\nen Python"


@pytest.mark.parametrize("champ", ["titre", "localisation"])
@pytest.mark.parametrize("valeur", ["ß" * 200, "ﷺ" * 200, "é" * 200])
def test_long_values_that_folding_could_lengthen(recruteur: Compte, champ: str, valeur: str):
    assert creer(recruteur, **{champ: valeur})[champ] == valeur


def test_a_protected_characteristic_is_no_criterion(recruteur: Compte):
    for champ in ("competences_requises", "competences_souhaitees", "obligatoires"):
        reponse = recruteur.post("/offres", json={**OFFRE, champ: ["Python", "nationalité française"]})
        assert (reponse.status_code, reponse.json()["code"]) == (422, "critere_interdit")
        assert reponse.json()["detail"].startswith("« nationalité française » ne peut pas être un critère : ")
    assert recruteur.get("/offres/mes-offres").json()["total"] == 0


def test_warnings_are_said_to_the_entreprise_alone(client, recruteur: Compte):
    offre = creer(
        recruteur, titre="Développeur", salaire_min=None, salaire_max=None, competences_requises=["zorglubage"], description="Nous cherchons un jeune diplômé."
    )
    assert [a["code"] for a in offre["avertissements"]] == ["salaire_absent", "titre_sans_hf", "formulation_discriminatoire", "competence_inconnue"]
    assert offre["avertissements"][2]["message"] == "« jeune diplômé » : l'âge ne peut pas être un critère."
    assert client.get(f"/offres/{offre['id']}").json()["avertissements"] == []


ANNONCE = "Titulaire d'un Bac+2, vous avez 3 ans d'expérience. Vous maîtrisez Python. Anglais courant exigé. Permis B exigé. La connaissance de Docker serait un plus."


def test_what_the_text_asks_is_read_for_the_empty_fields_and_told(recruteur: Compte):
    vides = {"experience_min": None, "niveau_etudes_min": None, "competences_requises": [], "competences_souhaitees": [], "obligatoires": [], "langues": []}
    offre = creer(recruteur, **vides, description=ANNONCE)
    lus = [[(c["nom"], c["source"]) for c in offre[champ]] for champ in ("competences_requises", "competences_souhaitees", "obligatoires")]
    assert lus == [[("Python", "description")], [("Docker", "description")], [("Permis B", "description")]]
    avertissement = next(a for a in offre["avertissements"] if a["code"] == "criteres_lus")
    assert avertissement["message"] == (
        "Lu dans la description pour les champs laissés vides : compétences : Python ; souhaité : Docker ; indispensable : Permis B ; 3 ans d'expérience ; "
        "Bac +2 ; langues demandées : anglais C1. Remplir un champ remplace ce qui y est lu (0 pour ne rien demander)."
    )
    # the text alone is changed: what was read in it goes with it
    suivante = recruteur.patch(f"/offres/{offre['id']}", json={"description": "Vous maîtrisez Java.", "experience_min": 0}).json()
    assert [c["nom"] for c in suivante["competences_requises"]] == ["Java"]
    assert (suivante["competences_souhaitees"], suivante["obligatoires"], suivante["experience_min"]) == ([], [], 0)


def test_skills_are_drawn_from_the_description_when_none_is_given(recruteur: Compte):
    offre = creer(recruteur, competences_requises=[], competences_souhaitees=[])
    tirees = {c["nom"].lower(): c["source"] for c in offre["competences_requises"]}
    assert tirees.items() >= {"python": "description", "fastapi": "description", "postgresql": "description"}.items()
    change = recruteur.patch(f"/offres/{offre['id']}", json={"description": "Vous tenez la caisse et vous parlez Java."}).json()
    assert "python" not in [c["nom"].lower() for c in change["competences_requises"]]
    saisie = recruteur.patch(f"/offres/{offre['id']}", json={"competences_requises": ["Excel"]}).json()
    assert [(c["nom"], c["source"]) for c in saisie["competences_requises"]] == [("Excel", "saisie")]


def test_deleting(client, recruteur: Compte, candidat: Compte, cv: dict, offre: dict, ressources, ouvrier, unite):
    ouvrier.executer_en_attente()
    vide = creer(recruteur, titre="Comptable (F/H)")
    assert recruteur.delete(f"/offres/{vide['id']}").status_code == 204
    assert recruteur.delete(f"/offres/{vide['id']}").status_code == 404
    ouvrier.executer_en_attente()
    with unite() as session:
        assert session.execute(select(func.count()).select_from(PassageIndexe).where(PassageIndexe.objet_id == uuid.UUID(vide["id"]))).scalar_one() == 0
    assert [i for i in ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_OFFRES) if i.startswith(vide["id"])] == []

    assert candidat.post("/candidatures", json={"offre_id": offre["id"]}).status_code == 201
    refus = recruteur.delete(f"/offres/{offre['id']}")
    assert (refus.status_code, refus.json()["code"]) == (409, "offre_utilisee")
    assert recruteur.get(f"/offres/{offre['id']}").json()["statut"] == "fermee"
    assert client.get(f"/offres/{offre['id']}").status_code == 404
    assert candidat.get(f"/offres/{offre['id']}").json()["titre"] == offre["titre"], "who applied keeps sight of it"


def test_idempotency_key(recruteur: Compte, unite):
    entetes = {"Idempotency-Key": "creation-1"}
    premiere = recruteur.post("/offres", json=OFFRE, headers=entetes)
    encore = recruteur.post("/offres", json=OFFRE, headers=entetes)
    assert (encore.status_code, encore.json(), encore.headers["location"]) == (201, premiere.json(), premiere.headers["location"])
    autre = recruteur.post("/offres", json={**OFFRE, "titre": "Autre (F/H)"}, headers=entetes)
    assert (autre.status_code, autre.json()["code"]) == (422, "cle_reutilisee")
    assert recruteur.get("/offres/mes-offres").json()["total"] == 1
    with unite() as session:
        session.execute(update(CleIdempotence).values(creee_le=datetime.now(timezone.utc) - timedelta(hours=25)))
    assert recruteur.post("/offres", json={**OFFRE, "titre": "Autre (F/H)"}, headers=entetes).status_code == 201


def test_an_offer_whose_answer_cannot_be_kept_is_not_made(recruteur: Compte, connexion: Connection):
    """A process that dies between the two would make a second offer when the key comes again."""

    def panne(_connexion, _curseur, requete: str, *_: object) -> None:
        if requete.startswith("UPDATE cles_idempotence"):
            raise RuntimeError("panne")

    event.listen(connexion, "before_cursor_execute", panne)
    try:
        assert recruteur.post("/offres", json=OFFRE, headers={"Idempotency-Key": "k"}).status_code == 500
    finally:
        event.remove(connexion, "before_cursor_execute", panne)
    assert recruteur.get("/offres/mes-offres").json()["total"] == 0
    assert recruteur.post("/offres", json=OFFRE, headers={"Idempotency-Key": "k"}).status_code == 201
    assert recruteur.get("/offres/mes-offres").json()["total"] == 1


def test_a_key_whose_process_died_is_taken_over(recruteur: Compte, unite):
    recruteur.post("/offres", json=OFFRE, headers={"Idempotency-Key": "k"})
    with unite() as session:
        session.execute(update(CleIdempotence).values(reponse=None, statut_http=None))
    assert recruteur.post("/offres", json=OFFRE, headers={"Idempotency-Key": "k"}).json()["code"] == "requete_en_cours"
    with unite() as session:
        session.execute(update(CleIdempotence).values(creee_le=datetime.now(timezone.utc) - timedelta(minutes=3)))
    assert recruteur.post("/offres", json=OFFRE, headers={"Idempotency-Key": "k"}).status_code == 201


def test_index(recruteur: Compte, creer_compte, offre: dict, admin: Compte, ressources, ouvrier, unite):
    creer_compte("recruteur").post("/offres", json=OFFRE)
    compte = recruteur.post("/offres/index").json()
    assert (compte["cvs"], compte["offres"]) == (0, 1)
    identifiants = ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_OFFRES)
    assert (offre["id"] in identifiants, compte["passages"] >= 2) == (True, True)
    premiere, seconde = admin.post("/offres/index"), admin.post("/offres/index")
    assert (premiere.status_code, premiere.json()) == (202, seconde.json()), "one job serves for both"
    ouvrier.executer_en_attente()
    assert admin.get(premiere.headers["location"]).json()["statut"] == "terminee"
    with unite() as session:
        assert session.execute(select(func.count()).select_from(Tache).where(Tache.genre == "reconstruire_index")).scalar_one() == 1


def test_every_column_that_a_body_names_in_vain_is_unchanged(recruteur: Compte, offre: dict, unite):
    interdits = {c.name for c in Offre.__table__.columns} - set(OFFRE) - {"obligatoires", "poids", "expire_le"}
    for colonne in interdits:
        reponse = recruteur.patch(f"/offres/{offre['id']}", json={colonne: "x"})
        assert (reponse.status_code, reponse.json()["erreurs"][0]["champ"]) == (422, colonne)
    assert recruteur.get(f"/offres/{offre['id']}").json() == offre
