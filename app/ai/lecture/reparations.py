"""Repairs of what fonts and PDF makers do to text: ligatures, loose accents, stray hyphens, icons, control characters."""

import re
import unicodedata

ACCENTS = {
    "\u00b4": "\u0301",
    "\u02ca": "\u0301",
    "`": "\u0300",
    "\u02cb": "\u0300",
    "^": "\u0302",
    "\u02c6": "\u0302",
    "\u00a8": "\u0308",
    "~": "\u0303",
    "\u02dc": "\u0303",
    "\u00b8": "\u0327",
    "\u02c7": "\u030c",
    "\u02da": "\u030a",
    "\u00af": "\u0304",
}
"""Spacing accents of TeX fonts and the combining mark each stands for."""

# the ASCII ones are ordinary characters too: only geometry may compose them (caracteres.py)
_ACCENTS_SURS = "".join(a for a in ACCENTS if not a.isascii())
_ACCENT_LETTRE = re.compile(rf"([{_ACCENTS_SURS}])([A-Za-z\u0131])")
_SANS_POINT = {"\u0131": "i", "\u0237": "j"}
_REMPLACES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\x1b": "ff",  # TeX T1 fonts, as PDFium gives them
    "\x1c": "fi",
    "\x1d": "fl",
    "\x1e": "ffi",
    "\x1f": "ffl",
    "\x02": "-",
    "\u00ad": "-",
    "\ufffe": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "\uff0c": ",",
    "\u2028": " ",
    "\u2029": " ",
    "\u0085": " ",
}
_TABLE = str.maketrans(_REMPLACES)
_NOM_DE_GLYPHE = re.compile(r"/(f_f_i|f_f_l|f_f|f_i|f_l)|/(zero|one|two|three|four|five|six|seven|eight|nine)\.[lot]num")
_GLYPHES = {
    "f_f_i": "ffi", "f_f_l": "ffl", "f_f": "ff", "f_i": "fi", "f_l": "fl",
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
PUCES = frozenset("•◦▪▫●○■□‣⁃∙·‧➢➤►▶▸▹❖◆◇✓✔✦★☆→⇒»›¤\uf0b7\uf0a7\uf076\uf0d8\uf0fc–—-*o§")
"""Characters that open an item of a list when a space follows."""


CAPITALES_MIN = 4


def composer(accent: str, lettre: str) -> str | None:
    """The accented letter, or None when the two make none."""
    marque = ACCENTS.get(accent)
    if marque is None:
        return None
    compose = unicodedata.normalize("NFC", _SANS_POINT.get(lettre, lettre) + marque)
    return compose if len(compose) == 1 else None


def _lettre_accentuee(trouve: re.Match[str]) -> str:
    return composer(trouve[1], trouve[2]) or trouve[0]


def garder(caractere: str) -> bool:
    """Whether a repaired character may stand in the text: no control, private-use, surrogate, unassigned or bidi-steering one."""
    return unicodedata.category(caractere) not in ("Cc", "Co", "Cs", "Cn", "Cf")


def reparer(texte: str) -> str:
    """The text repaired, in NFC, without line ends, controls or icons. Idempotent.

    A private-use character becomes a space: icons stand before what they name.
    """
    if texte.isascii() and texte.isprintable() and "/" not in texte:
        return texte
    texte = "".join(c if garder(c) else " " if unicodedata.category(c) == "Co" else "" for c in texte.translate(_TABLE))
    restes = 1
    while restes:
        texte, restes = _NOM_DE_GLYPHE.subn(lambda m: _GLYPHES[m[1] or m[2]], texte)
    return unicodedata.normalize("NFC", _ACCENT_LETTRE.sub(_lettre_accentuee, unicodedata.normalize("NFC", texte)))


def relever(mot: str) -> str:
    """`CURRiCULUM` in capitals: fonts draw a small capital i that they still call i. `iOS` and `WiFi` stay."""
    if "i" not in mot or sum(c.isupper() for c in mot) < CAPITALES_MIN or any(c.islower() and c != "i" for c in mot):
        return mot
    return mot.replace("i", "I")


def reparer_bloc(texte: str) -> str:
    """Same for a text of several lines; lines are kept."""
    return "\n".join(" ".join(reparer(ligne).split()) for ligne in texte.splitlines())
