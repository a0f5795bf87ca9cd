"""Files that are no CV: nothing may be invented from them."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import rendercv_fonts
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

POLICE = Path(rendercv_fonts.__file__).parent / "Noto Sans" / "NotoSans-Regular.ttf"
POEME = """Le vent du soir

Le vent du soir descend la rue sans un bruit,
il pousse devant lui les feuilles et la nuit ;
une lampe s'allume au fond d'une cuisine,
quelqu'un referme un livre et la vitre dessine
un jardin qui s'efface, un chat sur le muret,
et le temps qui s'en va comme il est arrivé.

Ô mer, rends-moi le sable et le sel des étés,
les voix sous les platanes, les volets arrêtés,
et ce peu de silence où, quand le jour se lève,
on ne sait plus très bien ce qui reste du rêve."""
FACTURE = """FACTURE n° 2026-0417

Société Lumivolt Distribution
12 avenue des Marronniers, 44000 Nantes
SIRET 000 000 000 00000

Facturé à : Mairie de Valpierre
Date d'émission : 03/11/2026     Échéance : 03/12/2026

Désignation                     Quantité     Prix unitaire     Total HT
Câble souple 3G2,5 (100 m)           4            89,90 €       359,60 €
Disjoncteur 20 A                    12            11,40 €       136,80 €
Main-d'œuvre, pose                   6            45,00 €       270,00 €

Total HT                                                        766,40 €
TVA 20 %                                                        153,28 €
Total TTC                                                       919,68 €

Règlement par virement à 30 jours. Aucun escompte pour paiement anticipé."""
GREC = """Βιογραφικό σημείωμα

Ελένη Παπαδοπούλου
Αθήνα

Επαγγελματική εμπειρία
Υπεύθυνη λογιστηρίου, Εταιρεία Αιγαίο, 2018 – σήμερα
Τήρηση βιβλίων και σύνταξη ισολογισμών
Βοηθός λογιστή, Γραφείο Δελφοί, 2014 – 2018

Εκπαίδευση
Πτυχίο Λογιστικής, Πανεπιστήμιο Θράκης, 2010 – 2014

Γλώσσες
Ελληνικά, Αγγλικά"""


def _pdf(peindre: Callable[[Canvas], None]) -> bytes:
    tampon = io.BytesIO()
    toile = Canvas(tampon, A4, invariant=1)
    peindre(toile)
    toile.showPage()
    toile.save()
    return tampon.getvalue()


def _texte(contenu: str, taille: float = 11) -> bytes:
    if "Grec" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Grec", str(POLICE)))

    def peindre(toile: Canvas) -> None:
        y = A4[1] - 80
        for ligne in contenu.splitlines():
            toile.setFont("Grec", taille)
            toile.drawString(60, y, ligne)
            y -= 1.6 * taille

    return _pdf(peindre)


def _scan() -> bytes:
    """A page that is one image: a CV photographed, with no text layer."""
    image = Image.new("L", (1240, 1754), 250)
    dessin = ImageDraw.Draw(image)
    lignes = ["Élodie Ferrand", "Comptable", "", "Expérience", "2019 - 2024  Comptable, Fiduciaire du Littoral", "2015 - 2019  Assistante, Transports Vidalenc"]
    for rang, ligne in enumerate(lignes):
        dessin.text((150, 150 + 60 * rang), ligne, fill=30, font=ImageFont.truetype(str(POLICE), 34))
    return _pdf(lambda toile: toile.drawImage(ImageReader(image), 0, 0, *A4))


# what may be read besides nothing; the scan depends on whether tesseract is there
FICHIERS: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "vide": (lambda: _pdf(lambda toile: None), ["pdf_sans_texte"]),
    "poeme": (lambda: _texte(POEME), []),
    "facture": (lambda: _texte(FACTURE, 9.5), []),
    "grec": (lambda: _texte(GREC), []),
    "scan": (_scan, ["pdf_sans_texte"]),
}


def ecrire(dossier: Path) -> int:
    """Write the files, each with its expectation: no name, no post, no skill, and a warning or a named error."""
    for nom, (fabriquer, erreurs) in FICHIERS.items():
        contenu = fabriquer()
        pypdfium2.PdfDocument(contenu).close()
        attente = {"attente": "rien", "erreurs": erreurs, "sauf": "ocr" if nom == "scan" else None}
        (dossier / f"hors_{nom}.pdf").write_bytes(contenu)
        (dossier / f"hors_{nom}.attente.json").write_text(json.dumps(attente, indent=1) + "\n", "utf-8")
    return len(FICHIERS)
