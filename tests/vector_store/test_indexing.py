import numpy as np

from app.schemas.documents import Passage
from app.vector_store.embedder import hash_texte
from app.vector_store.indexing import lignes_index, vectoriser
from app.vector_store.port import LigneIndex


class Faux:
    """Counts what it is asked; the vector of a text is filled with its length."""

    def __init__(self):
        self.demandes = []

    def embed(self, textes):
        self.demandes.append(list(textes))
        return np.array([[len(t)] * 384 for t in textes], np.float32)


def _passages(*textes):
    return [Passage(cle=f"experience.{i}", section="experiences", texte=t) for i, t in enumerate(textes)]


def _octets(valeur):
    return np.full(384, valeur, "<f4").tobytes()


def test_seuls_les_textes_nouveaux_sont_calcules():
    faux = Faux()
    connu = _octets(0.25)
    vectorises = vectoriser(_passages("un", "deux!", "un", "connu"), faux, {hash_texte("connu"): connu})
    assert faux.demandes == [["un", "deux!"]]
    assert [v.vecteur for v in vectorises] == [_octets(2), _octets(5), _octets(2), connu]
    assert [v.hash_texte for v in vectorises] == [hash_texte(t) for t in ("un", "deux!", "un", "connu")]


def test_rien_de_nouveau_ne_demande_rien():
    faux = Faux()
    assert vectoriser(_passages("connu"), faux, {hash_texte("connu"): _octets(1)})[0].vecteur == _octets(1)
    assert vectoriser([], faux, {}) == []
    assert faux.demandes == []


def test_lignes_de_l_index():
    passages = vectoriser(_passages("un"), Faux(), {})
    assert lignes_index("7f3a", passages) == [LigneIndex(id="7f3a:experience.0", vecteur=_octets(2), empreinte=hash_texte("un"), proprietaire="7f3a")]


def test_vrais_vecteurs_tels_que_stockes(embedder):
    (passage,) = vectoriser(_passages("Développeur Python"), embedder, {})
    assert len(passage.vecteur) == 1536
    assert np.frombuffer(passage.vecteur, "<f4").tolist() == embedder.embed(["Développeur Python"])[0].tolist()
