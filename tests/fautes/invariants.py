"""I1 to I8 (research: reliability, 3.3), read from PostgreSQL, the folders and Chroma themselves, never through the code that wrote them."""

import hashlib
import json
import os
import time
from pathlib import Path

import httpx

from app.vector_store.index_chroma import IndexLocal
from app.vector_store.indexing import empreinte_index
from tests.fautes.clients import REQUETE, Candidat, Histoire, Recruteur
from tests.fautes.produit import Produit

CALME_S = 240.0


def attendre_le_calme(produit: Produit, delai_s: float = CALME_S) -> list[str]:
    """I2: every job ends within `delai_s` once the fault is gone."""
    echeance = time.monotonic() + delai_s
    reste: list[tuple[object, ...]] = [()]
    while reste and time.monotonic() < echeance:
        reste = produit.lire("select genre, statut, essais, erreur from taches where statut in ('en_attente', 'en_cours') order by genre limit 20")
        time.sleep(0.1 if reste else 0)
    return [f"I2 tâche qui ne finit pas : {ligne}" for ligne in reste]


def vieillir(produit: Produit) -> None:
    """Make every file two hours old: what is orphan now is orphan for good, and the hour's grace of uploads under way is over."""
    il_y_a = time.time() - 7200
    for dossier in (produit.stockage, produit.extraits):
        for fichier in dossier.rglob("*"):
            if fichier.is_file():
                os.utime(fichier, (il_y_a, il_y_a))


def verifier(produit: Produit) -> list[str]:
    """The operator's own command, twice: it mends all that is left, and then finds nothing."""
    vieillir(produit)
    reparation = produit.cli("verifier", "--reparer")
    if reparation.returncode != 0:
        return [f"verifier --reparer : {reparation.stdout}{reparation.stderr}"]
    ecarts = attendre_le_calme(produit)
    controle = produit.cli("verifier")
    if (controle.returncode, controle.stdout) != (0, "Aucun écart.\n"):
        ecarts.append(f"verifier : code {controle.returncode} {controle.stdout}{controle.stderr}")
    return ecarts


def controler(produit: Produit, histoire: Histoire, candidats: list[Candidat], recruteur: Recruteur, *, echecs_admis: int = 0) -> list[str]:
    """Every invariant but I3, which wants the index's folder free. The product serves meanwhile."""
    ecarts = [f"I8 {faute}" for faute in histoire.fautes]
    ecarts += _depots(produit, histoire)
    ecarts += _effaces(produit, histoire)
    ecarts += _candidatures(produit, histoire)
    ecarts += _lus_par_http(histoire, candidats, recruteur)
    echecs = produit.lire("select genre, erreur, essais from taches where statut = 'echouee' and coalesce(erreur, '') not like 'remplac%%'")
    if len(echecs) != echecs_admis:
        ecarts.append(f"I2 tâches mortes : {echecs}")
    recalcul = produit.cli("recalculer", "--verifier")
    if recalcul.returncode != 0:
        ecarts.append(f"I6 {recalcul.stdout}")
    return ecarts


def _depots(produit: Produit, histoire: Histoire) -> list[str]:
    """I1, I2, I7: row, bytes, extract, journal of every acknowledged upload."""
    lignes = {str(i): reste for i, *reste in produit.lire("select id, sha256, cle_stockage, statut_analyse, version from cvs")}
    deposes = [str(i) for (i,) in produit.lire("select objet_id from journal_audit where action = 'cv_depose'")]
    ecarts = [f"I7 {cv_id} : {deposes.count(cv_id)} lignes au journal" for cv_id in histoire.cvs if deposes.count(cv_id) != 1]
    for cv_id, attendu in histoire.cvs.items():
        if cv_id not in lignes and not attendu.efface and attendu.certain:
            ecarts.append(f"I1 dépôt acquitté perdu : {cv_id}")
    acquittes = {attendu.sha256 for attendu in histoire.cvs.values()}
    for cv_id, (sha256, cle, statut, version) in lignes.items():
        fichier = produit.stockage / str(cle)
        if not fichier.is_file() or hashlib.sha256(fichier.read_bytes()).hexdigest() != sha256:
            ecarts.append(f"I1 octets perdus : {cv_id}")
        if statut != "terminee":
            ecarts.append(f"I2 {cv_id} reste « {statut} »")
        extrait = produit.extraits / f"{cv_id}.json"
        if not extrait.is_file() or json.loads(extrait.read_bytes())["version"] != version:
            ecarts.append(f"I2 JSON extrait absent ou périmé : {cv_id}")
        if sha256 not in acquittes | histoire.sans_reponse:
            ecarts.append(f"I8 un dépôt refusé a laissé une ligne : {cv_id}")
    return ecarts


def _effaces(produit: Produit, histoire: Histoire) -> list[str]:
    """I4: nothing stands for a tombstone, and no file without a row."""
    tombes = {str(i) for (i,) in produit.lire("select objet_id from pierres_tombales")}
    lignes = {str(i): str(cle) for i, cle in produit.lire("select id, cle_stockage from cvs")}
    ecarts = [f"I4 effacé sans pierre tombale, ou revenu : {i}" for i, cv in histoire.cvs.items() if cv.efface and (i not in tombes or i in lignes)]
    ecarts += [f"I4 passages de {i}" for (i,) in produit.lire("select distinct objet_id from passages") if str(i) in tombes]
    fichiers = {str(f.relative_to(produit.stockage)) for f in produit.stockage.rglob("*") if f.is_file()}
    ecarts += [f"I4 fichier orphelin : {f}" for f in sorted(fichiers - set(lignes.values()))]
    extraits = {f.name for f in produit.extraits.rglob("*") if f.is_file()}
    return ecarts + [f"I4 extrait orphelin : {f}" for f in sorted(extraits - {f"{i}.json" for i in lignes})]


def _candidatures(produit: Produit, histoire: Histoire) -> list[str]:
    """I5, I8: each acknowledged application stands once, with every acknowledged step in its history."""
    lignes = produit.lire("select candidat_id, offre_id, count(*) from candidatures group by 1, 2 having count(*) > 1")
    ecarts = [f"I5 candidature double : {ligne}" for ligne in lignes]
    etapes: dict[str, set[str]] = {}
    for candidature, vers in produit.lire("select candidature_id, vers from candidatures_historique"):
        etapes.setdefault(str(candidature), set()).add(str(vers))
    return ecarts + [f"I8 {i} : {vues} acquittées, {etapes.get(i)} gardées" for i, vues in histoire.candidatures.items() if not vues <= etapes.get(i, set())]


def _lus_par_http(histoire: Histoire, candidats: list[Candidat], recruteur: Recruteur) -> list[str]:
    """Each acknowledged CV is read by its owner, and all of them are found by a recruiter's search."""
    deja = len(histoire.fautes)
    presents: set[str] = set()
    for candidat in candidats:
        candidat.connecter()
        for cv_id, attendu in list(candidat.mes_cvs.items()):
            reponse = candidat.appeler("relire", "GET", f"/cvs/{cv_id}", (200, 404) if not attendu.certain else (404,) if attendu.efface else (200,))
            if reponse is not None and reponse.status_code == 200 and candidat.visible:
                presents.add(cv_id)
    recruteur.connecter()
    reponse: httpx.Response | None = recruteur.appeler("chercher_cvs", "POST", "/offres/search-cvs", (200,), json={"requete": REQUETE, "limite": 100})
    ecarts = [f"I8 {faute}" for faute in histoire.fautes[deja:]]
    if reponse is None or reponse.status_code != 200:
        return [*ecarts, "I3 la recherche ne répond pas"]
    manquants = presents - {t["cv_id"] for t in reponse.json()["items"]}
    # past a page, which ones are shown depends on their likeness
    return [*ecarts, f"I3 CV introuvables par la recherche : {sorted(manquants)}"] if manquants and len(presents) <= 100 else ecarts


def controler_index(produit: Produit) -> list[str]:
    """I3: with every process stopped, Chroma holds exactly the objects of PostgreSQL that have passages, each by the hashes of its texts."""
    ecarts: list[str] = []
    index = IndexLocal(produit.chroma, pour=os.getpid())
    try:
        for objet, collection in (("cv", "cvs"), ("offre", "offres")):
            hashs: dict[str, list[str]] = {}
            for i, h in produit.lire("select objet_id, hash_texte from passages where objet = %s order by objet_id, ordre", objet):
                hashs.setdefault(str(i), []).append(str(h))
            attendus = {i: empreinte_index(textes) for i, textes in hashs.items()}
            presents = index.identifiants(collection)
            ecarts += [f"I3 vecteur absent ou périmé : {i}" for i, h in attendus.items() if presents.get(i) != h]
            ecarts += [f"I3 vecteur orphelin : {i}" for i in presents if i not in attendus]
    finally:
        index.fermer()
    return ecarts


def traces(produit: Produit, mot: bytes) -> list[Path]:
    """Files of the product that hold `mot`."""
    return [f for d in (produit.stockage, produit.extraits, produit.chroma) for f in d.rglob("*") if f.is_file() and mot in f.read_bytes()]
