"""Raw pixels to PNG, without an imaging library in the child."""

import struct
import zlib


def _bloc(nature: bytes, donnees: bytes) -> bytes:
    return struct.pack(">I", len(donnees)) + nature + donnees + struct.pack(">I", zlib.crc32(nature + donnees))


def encoder(octets: bytes, largeur: int, hauteur: int, pas: int) -> bytes:
    """PNG of 8-bit RGB rows that are `pas` bytes apart."""
    lignes = b"".join(b"\0" + octets[y * pas : y * pas + 3 * largeur] for y in range(hauteur))
    entete = struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _bloc(b"IHDR", entete) + _bloc(b"IDAT", zlib.compress(lignes, 6)) + _bloc(b"IEND", b"")
