"""Rows, files and vectors compared: what is missing, orphan or corrupt, and mended on demand. Idempotent, safe while serving.

What is seen while people work may only be half done: a gap counts when a second look finds it again.
"""

import hashlib
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import and_, delete, exists, func, select, update

from app.core.errors import ErreurMetier
from app.models import CV, Offre, PassageIndexe, PierreTombale, ScoreEnregistre, Tache, Utilisateur, Vecteur
from app.services.compte_queries import oublier_perimes
from app.services.cv_ecriture import ecrire_extrait, oublier_reponses_sans_cv, reponses_sans_cv
from app.services.journal import Tete, empreinte_au, journaliser, lire_tete, verifier_chaine
from app.services.passages import ajouter_vecteurs, passage_vectorise, supprimer_passages, vectoriser_passages
from app.services.refaire import refaire_passages, refaire_profil, sans_passages, sans_profil
from app.services.ressources import Ressources
from app.services.scores_enregistres import controler
from app.services.taches import REMPLACEE, est_morte, planifier, purger_taches
from app.vector_store.chroma_client import index_tenu
from app.vector_store.modele import DIMENSION, MODELE

journal = logging.getLogger("app.coherence")

JEUNE = timedelta(hours=1)
JOUR = timedelta(days=1)
SECOND_REGARD_S = 1.0
ATTENTE_INDEX_S = 60.0


@dataclass(frozen=True)
class Ecart:
    """One thing that is not as it should be."""

    genre: str
    objet: str
    detail: str


class Coherence:
    """Compares PostgreSQL with everything that is derived from it."""

    def __init__(self, ressources: Ressources) -> None:
        self._r = ressources

    def verifier(self) -> list[Ecart]:
        """Every gap that two looks agree on."""
        ecarts: list[Ecart] = []
        for regarder in (self._fichiers, self._extraits, self._passages, self._taches, self._scores, self._reponses, self._effacements):
            ecarts += self._confirmes(regarder)
        du_journal = self._confirmes(self._journal)
        if not du_journal:
            with self._r.unite() as session:
                self._r.registre.ancrer(lire_tete(session))
        return ecarts + du_journal + self._index(reparer=False)

    def reparer(self, ecarts: list[Ecart]) -> list[Ecart]:
        """Mend what can be and look again; what is left needs a person (a lost original cannot be made up)."""
        for ecart in ecarts:
            try:
                self._reparer(ecart)
            except (OSError, ErreurMetier) as erreur:
                # it stays a gap, and keeps none of the others from being mended
                journal.error("écart non réparé", exc_info=erreur, extra={"champs": {"genre": ecart.genre, "errno": getattr(erreur, "errno", None)}})
        self._index(reparer=True)
        self._r.reveil.set()
        return self.verifier()

    def balayer(self) -> int:
        """Remove files that no row names, an hour after they were written: what killed processes leave. Returns how many."""
        orphelins = [e for regarder in (self._fichiers_orphelins, self._extraits_orphelins) for e in self._confirmes(regarder)]
        for ecart in orphelins:
            self._reparer(ecart)
        with self._r.unite() as session:
            purger_taches(session)
            # kept a day: no token lives longer than that, no window, no key
            oublier_perimes(session, datetime.now(timezone.utc) - JOUR)
        return len(orphelins)

    @staticmethod
    def _confirmes(regarder: Callable[[], Iterator[Ecart]]) -> list[Ecart]:
        premiers = list(regarder())
        if not premiers:
            return []
        time.sleep(SECOND_REGARD_S)
        seconds = set(regarder())
        return [e for e in premiers if e in seconds]

    def _fichiers(self) -> Iterator[Ecart]:
        with self._r.unite() as session:
            attendus = {cle: (cv_id, sha) for cv_id, cle, sha in session.execute(select(CV.id, CV.cle_stockage, CV.sha256))}
        for cle, (cv_id, sha) in attendus.items():
            try:
                contenu = self._r.stockage.lire(cle)
            except FileNotFoundError:
                yield Ecart("fichier_manquant", str(cv_id), cle)
            except OSError as erreur:
                yield Ecart("fichier_illisible", str(cv_id), f"{cle} ({erreur.strerror})")
            else:
                if hashlib.sha256(contenu).hexdigest() != sha:
                    yield Ecart("fichier_corrompu", str(cv_id), cle)
        yield from self._fichiers_orphelins()

    def _fichiers_orphelins(self) -> Iterator[Ecart]:
        presents = set(self._r.stockage.cles())
        with self._r.unite() as session:
            attendus = set(session.execute(select(CV.cle_stockage)).scalars())
        for cle in sorted(presents - attendus):
            # an upload under way has its file before its row
            if self._r.stockage.modifie_le(cle) < datetime.now(timezone.utc) - JEUNE:
                yield Ecart("fichier_orphelin", cle, "aucune ligne ne le cite")

    def _extraits(self) -> Iterator[Ecart]:
        dossier = self._r.settings.CV_EXTRAITS_DIR
        with self._r.unite() as session:
            versions = session.execute(select(CV.id, CV.version).where(CV.statut_analyse == "terminee")).all()
        for cv_id, version in versions:
            nom = f"{cv_id}.json"
            if not (dossier / nom).exists():
                yield Ecart("extrait_manquant", str(cv_id), nom)
            elif _version_extrait(dossier / nom) != version:
                yield Ecart("extrait_perime", str(cv_id), nom)
        yield from self._extraits_orphelins()

    def _extraits_orphelins(self) -> Iterator[Ecart]:
        dossier = self._r.settings.CV_EXTRAITS_DIR
        presents = {f.name: f for f in dossier.iterdir() if f.is_file()} if dossier.exists() else {}
        with self._r.unite() as session:
            attendus = {f"{i}.json" for i in session.execute(select(CV.id)).scalars()}
        for nom in sorted(set(presents) - attendus):
            cv_id, provisoire = nom.lstrip(".").split(".")[0], nom.startswith(".")
            # a file of ours, or what a process killed while it wrote one left
            if _est_uuid(cv_id) and (not provisoire or _date(presents[nom]) < datetime.now(timezone.utc) - JEUNE):
                yield Ecart("extrait_orphelin", cv_id, nom)

    def _taches(self) -> Iterator[Ecart]:
        """Jobs that were given up after their tries."""
        with self._r.unite() as session:
            lignes = session.execute(select(Tache.id, Tache.genre, Tache.essais, Tache.erreur).where(est_morte()).order_by(Tache.id)).all()
        for tache_id, genre, essais, erreur in lignes:
            yield Ecart("tache_abandonnee", str(tache_id), f"{genre}, {essais} essais : {erreur}")

    def _index(self, *, reparer: bool) -> list[Ecart]:
        """What the process that holds the index finds by comparing it with PostgreSQL; nothing when none does, as it compares when it starts."""
        if not index_tenu(self._r.settings):
            return []
        demandes: dict[str, uuid.UUID] = {}
        with self._r.unite() as session:
            for objet in ("cv", "offre"):
                demandes[objet] = planifier(session, "comparer_index", f"{objet}:{'reparer' if reparer else 'regarder'}", {"objet": objet, "reparer": reparer})
        self._r.reveil.set()
        return [ecart for objet, tache_id in demandes.items() for ecart in self._attendre_index(objet, tache_id)]

    def _attendre_index(self, objet: str, tache_id: uuid.UUID) -> Iterator[Ecart]:
        echeance = time.monotonic() + ATTENTE_INDEX_S
        while True:
            with self._r.unite() as session:
                statut, resultat = session.execute(select(Tache.statut, Tache.resultat).where(Tache.id == tache_id)).one()
            if statut == "terminee" or time.monotonic() > echeance:
                break
            time.sleep(0.1)
        if statut != "terminee" or resultat is None:
            yield Ecart("index_muet", objet, f"pas de réponse en {ATTENTE_INDEX_S:.0f} s du processus qui tient l'index")
            return
        for genre, cle in (("index_manquant", "absents"), ("index_orphelin", "orphelins")):
            ids = resultat[cle]
            for i in ids if isinstance(ids, list) else []:
                yield Ecart(genre, str(i), objet)

    def _passages(self) -> Iterator[Ecart]:
        with self._r.unite() as session:
            for cv_id in session.execute(sans_profil()).scalars():
                yield Ecart("profil_manquant", str(cv_id), "la version présente n'a pas de profil")
            for objet, objet_id in sans_passages(session):
                yield Ecart("passages_manquants", str(objet_id), objet)
        avec_vecteur = exists().where(and_(Vecteur.hash_texte == PassageIndexe.hash_texte, Vecteur.modele == MODELE))
        proprietaire = exists().where(CV.id == PassageIndexe.objet_id) | exists().where(Offre.id == PassageIndexe.objet_id)
        with self._r.unite() as session:
            for genre, objet_id, cle in session.execute(select(PassageIndexe.objet, PassageIndexe.objet_id, PassageIndexe.cle).where(~avec_vecteur)):
                yield Ecart("vecteur_manquant", str(objet_id), f"{genre} {cle}")
            for genre, objet_id in session.execute(select(PassageIndexe.objet, PassageIndexe.objet_id).where(~proprietaire).distinct()):
                yield Ecart("passages_orphelins", str(objet_id), genre)
            for hash_texte, vecteur in session.execute(select(Vecteur.hash_texte, Vecteur.vecteur).execution_options(yield_per=5_000)):
                if len(vecteur) != DIMENSION * 4:
                    yield Ecart("vecteur_corrompu", hash_texte, f"{len(vecteur)} octets")

    def _scores(self) -> Iterator[Ecart]:
        """Every score record computed again, offline, from what it kept; of an earlier version of the scorer, its seals."""
        with self._r.unite() as session:
            numeros = list(session.execute(select(ScoreEnregistre.numero).order_by(ScoreEnregistre.numero)).scalars())
        for numero in numeros:
            with self._r.unite() as session:
                score = session.get(ScoreEnregistre, numero)
                difference = controler(session, score) if score is not None else None
            if difference is not None:
                yield Ecart("score_different", str(numero), difference)

    def _reponses(self) -> Iterator[Ecart]:
        """Answers of a model that belong to no CV any more."""
        with self._r.unite() as session:
            nombre = len(session.execute(reponses_sans_cv(JEUNE)).all())
        if nombre:
            yield Ecart("reponses_orphelines", "cache_modele", str(nombre))

    def _effacements(self) -> Iterator[Ecart]:
        """Erasures that should have ended, and erased objects that are back."""
        with self._r.unite() as session:
            tard = PierreTombale.termine_le.is_(None) & (PierreTombale.efface_le < datetime.now(timezone.utc) - JOUR)
            for objet, objet_id in session.execute(select(PierreTombale.objet, PierreTombale.objet_id).where(tard)):
                yield Ecart("effacement_inacheve", str(objet_id), objet)
            for effacement in self._r.registre.effacements():
                modele = CV if effacement.objet == "cv" else Utilisateur
                if session.get(modele, effacement.objet_id) is not None:
                    yield Ecart("effacement_oublie", str(effacement.objet_id), "lancez « python -m app.cli rejouer-effacements »")
        for cle in self._r.registre.illisibles():
            yield Ecart("registre_illisible", cle, "remettez ce fichier depuis une copie du registre")

    def _journal(self) -> Iterator[Ecart]:
        """The audit journal's chain, and each anchor against it."""
        yield from (Ecart(*ecart) for ecart in verifier_chaine(self._r.unite))
        for ancre in self.ancres_perdues():
            yield Ecart("journal_tronque", str(ancre.position), "l'ancre du registre ne se retrouve pas dans la chaîne")

    def ancres_perdues(self) -> list[Tete]:
        """Anchors that the chain does not meet: its end was cut off, or it was made again, or an older database was restored."""
        with self._r.unite() as session:
            return [ancre for ancre in self._r.registre.ancres() if empreinte_au(session, ancre.position) != ancre.empreinte]

    def clore_restauration(self) -> int:
        """The database came back from a backup: the anchors it cannot meet are set aside, and the journal says so. How many there were."""
        perdues = self.ancres_perdues()
        with self._r.unite() as session:
            journaliser(session, None, "base_restauree" if perdues else "effacements_rejoues", "base", None)
        self._r.registre.clore_restauration(datetime.now(timezone.utc), perdues)
        return len(perdues)

    def recalculer_tout(self) -> tuple[int, list[Ecart]]:
        """(records looked at, those that are not what they were)."""
        ecarts = list(self._scores())
        with self._r.unite() as session:
            total = session.execute(select(func.count()).select_from(ScoreEnregistre)).scalar_one()
        return total, ecarts

    def _revectoriser(self, objet_id: uuid.UUID) -> None:
        """Embed again the stored texts whose vectors are gone."""
        with self._r.unite() as session:
            lignes = list(session.execute(select(PassageIndexe).where(PassageIndexe.objet_id == objet_id).order_by(PassageIndexe.ordre)).scalars())
        calcules = vectoriser_passages(self._r.unite, self._r.embedder, [passage_vectorise(ligne, b"").passage for ligne in lignes])
        with self._r.unite() as session:
            ajouter_vecteurs(session, calcules)

    def _reprendre(self, tache_id: uuid.UUID) -> None:
        """Ask again for what an abandoned job was to do."""
        with self._r.unite() as session:
            morte = session.execute(select(Tache).where(Tache.id == tache_id, est_morte())).scalar_one_or_none()
            if morte is not None:
                planifier(session, morte.genre, morte.cle, morte.parametres, morte.demandeur_id)
                session.execute(update(Tache).where(Tache.id == tache_id).values(erreur=REMPLACEE))

    def _remplacer_vecteur(self, hash_texte: str) -> None:
        """Embed the text of a damaged vector again, when a passage still holds that text."""
        with self._r.unite() as session:
            objets = list(session.execute(select(PassageIndexe.objet_id).where(PassageIndexe.hash_texte == hash_texte).distinct()).scalars())
            if objets:
                session.execute(delete(Vecteur).where(Vecteur.hash_texte == hash_texte))
        for objet_id in objets:
            self._revectoriser(objet_id)

    def _reparer(self, ecart: Ecart) -> None:
        if ecart.genre == "fichier_orphelin":
            self._r.stockage.supprimer(ecart.objet)
        elif ecart.genre == "extrait_orphelin":
            (self._r.settings.CV_EXTRAITS_DIR / ecart.detail).unlink(missing_ok=True)
        elif ecart.genre in ("extrait_manquant", "extrait_perime"):
            with self._r.unite() as session:
                ecrire_extrait(session, self._r.settings.CV_EXTRAITS_DIR, uuid.UUID(ecart.objet))
        elif ecart.genre == "profil_manquant":
            refaire_profil(self._r, uuid.UUID(ecart.objet))
        elif ecart.genre == "passages_manquants":
            refaire_passages(self._r, "cv" if ecart.detail == "cv" else "offre", uuid.UUID(ecart.objet))
        elif ecart.genre == "vecteur_manquant":
            self._revectoriser(uuid.UUID(ecart.objet))
        elif ecart.genre == "vecteur_corrompu":
            self._remplacer_vecteur(ecart.objet)
        elif ecart.genre == "reponses_orphelines":
            with self._r.unite() as session:
                oublier_reponses_sans_cv(session, JEUNE)
        elif ecart.genre == "passages_orphelins":
            with self._r.unite() as session:
                supprimer_passages(session, uuid.UUID(ecart.objet))
        elif ecart.genre == "tache_abandonnee":
            self._reprendre(uuid.UUID(ecart.objet))


def _version_extrait(fichier: Path) -> object:
    """The version written in an extracted file; None when it cannot be read."""
    try:
        contenu = json.loads(fichier.read_bytes())
    except (ValueError, OSError):
        return None
    return contenu.get("version") if isinstance(contenu, dict) else None


def _date(fichier: Path) -> datetime:
    """When it was written; now, when it is gone."""
    try:
        return datetime.fromtimestamp(fichier.stat().st_mtime, timezone.utc)
    except FileNotFoundError:
        return datetime.now(timezone.utc)


def _est_uuid(texte: str) -> bool:
    try:
        uuid.UUID(texte)
    except ValueError:
        return False
    return True
