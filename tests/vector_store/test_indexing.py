import numpy as np
import pytest

from app.schemas.documents import Passage, PassageVectorise
from app.vector_store.embedder import hash_texte
from app.vector_store.indexing import empreinte_index, ligne_index, vectoriser


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


def test_une_ligne_de_l_index_par_objet():
    vecteurs = [np.eye(384, dtype="<f4")[i] for i in range(2)]
    passages = [
        PassageVectorise(passage=p.model_copy(update={"poids": poids}), hash_texte=p.texte, vecteur=v.tobytes())
        for p, poids, v in zip(_passages("un", "deux"), (3.0, 4.0), vecteurs, strict=True)
    ]
    ligne = ligne_index("7f3a", passages)
    assert (ligne.id, ligne.empreinte) == ("7f3a", empreinte_index(["un", "deux"]))
    assert np.frombuffer(ligne.vecteur, "<f4")[:3].tolist() == pytest.approx([0.6, 0.8, 0.0])
    assert empreinte_index(["un", "deux"]) != empreinte_index(["deux", "un"])


def test_vrais_vecteurs_tels_que_stockes(embedder):
    (passage,) = vectoriser(_passages("Développeur Python"), embedder, {})
    assert len(passage.vecteur) == 1536
    assert np.frombuffer(passage.vecteur, "<f4").tolist() == embedder.embed(["Développeur Python"])[0].tolist()
