"""The edges of each way to write a date or a period: what is read, where it stands, when it is called open to doubt."""

from datetime import date

import pytest

from app.ai.extraction.dates import DateLue, Periode, mois_union, periode_empilee, trouver_dates, trouver_naissances, trouver_periodes
from app.ai.extraction.dates_atomes import ATOMES_MAX

RECU = date(2026, 11, 29)
COURS, DOUTE = "en cours", "doute"


def lues(texte: str, langue: str | None = None) -> list[tuple[object, ...]]:
    """(words, beginning, end, then what else is true of it) of each period."""
    return [
        (
            texte[slice(*p.span)],
            p.debut,
            p.fin,
            *((COURS,) if p.en_cours else ()),
            *((DOUTE,) if p.ambigue else ()),
            *((p.duree_mois,) if p.duree_mois else ()),
        )
        for p in trouver_periodes(texte, RECU, langue)
    ]


def seules(texte: str) -> list[tuple[object, ...]]:
    return [(texte[slice(*d.span)], d.valeur, *((DOUTE,) if d.ambigue else ())) for d in trouver_dates(texte, RECU)]


@pytest.mark.parametrize(
    ("texte", "suite"),
    [
        # numeric dates: what one end says of the other's order
        ("du 2019-03-15 au 2020-04-01", ("2019-03", "2020-04")),
        ("03/04/2019 - 13/04/2019", ("2019-04", "2019-04")),
        ("13/04/2019 - 03/05/2019", ("2019-04", "2019-05")),
        ("12/25/2019 - 03/04/2020", ("2019-12", "2020-03")),
        ("05/05/2019 - 03/28/2020", ("2019-05", "2020-03")),
        ("03/04/2019 - 05/06/2020", ("2019-04", "2020-06", DOUTE)),
        ("03/04/2019 - présent", ("2019-04", None, COURS, DOUTE)),
        ("2010-12 - 2014-02", ("2010-12", "2014-02")),
        ("2010-12 - juin 2014", ("2010-12", "2014-06", DOUTE)),
        # a year written once
        ("novembre - février 2020", ("2019-11", "2020-02")),
        ("mars - mars 2020", ("2020-03", "2020-03")),
        ("mars 2020 - juin", ("2020-03", "2020-06")),
        ("mars 2020 - mars", ("2020-03", "2020-03")),
        ("novembre 2019 - février", ("2019-11", "2020-02")),
        ("Jan 15 - March 10, 2020", ("2020-01", "2020-03")),
        ("Nov 15 - March 10, 2020", ("2019-11", "2020-03")),
        # years of two digits
        ("08/10 - 09/12", ("2010-08", "2012-09", DOUTE)),
        ("08/12 - 09/12", ("2012-08", "2012-09", DOUTE)),
        ("08/10 - 09/13", ("2010-08", "2013-09")),
        ("08/34 - 09/34", ("2034-08", "2034-09")),
        ("08/40 - 09/42", ("1940-08", "1942-09")),
        ("09/15 - mars 2017", ("2015-09", "2017-03")),
        ("Jan 15 - mars 2017", ("2015-01", "2017-03")),
        ("Mars'19 - Juin'20", ("2019-03", "2020-06")),
        ("2018/20", ("2018", "2020")),
        ("2018 / 20", ("2018", "2020")),
        ("2007–09", ("2007", "2009")),
        ("2010—12", ("2010", "2012")),
        ("2033-34", ("2033", "2034")),
        # seasons and quarters
        ("hiver 2019", ("2019-12", "2020-02", DOUTE)),
        ("hiver 2019-2020", ("2019-12", "2020-02")),
        ("hiver 2019-20", ("2019-12", "2020-02")),
        ("hiver 2033", ("2033-12", "2034-02", DOUTE)),
        ("automne 2019", ("2019-09", "2019-11")),
        ("été 2019-20", ("2019-06", "2020-08")),
        ("été 2020 - 2018", ("2018-06", "2020-08", DOUTE)),
        ("printemps 2019/2020", ("2019-03", "2020-05")),
        ("Q4 2019", ("2019-10", "2019-12")),
        ("T2-2020", ("2020-04", "2020-06")),
        ("2019 - été 2020", ("2019", "2020-08")),
        ("mars 2019 - Q2 2020", ("2019-03", "2020-06")),
        ("Q1 2020 - présent", ("2020-01", None, COURS)),
        ("été 2019 - présent", ("2019-06", None, COURS)),
        ("depuis été 2019", ("2019-06", None, COURS)),
        # how long, how far, which way round
        ("1940 - 1980", ("1940", "1980")),
        ("1950 - 2009", ("1950", "2009")),
        ("janvier 1960 - décembre 2019", ("1960-01", "2019-12")),
        ("juin 2019 - mai 2019", ("2019-05", "2019-06", DOUTE)),
        ("juin 2019 - juin 2018", ("2018-06", "2019-06", DOUTE)),
        # words between and before
        ("mars 2019     juin 2020", ("2019-03", "2020-06", DOUTE)),
        ("2019 ...", ("2019", None, COURS)),
        ("depuis 08/15", ("2015-08", None, COURS)),
        ("depuis Jan 15", ("2015-01", None, COURS)),
        ("En poste depuis mars 2019", ("2019-03", None, COURS)),
        ("since 03/04/2019", ("2019-04", None, COURS, DOUTE)),
        ("jusqu'en juin 2020", (None, "2020-06")),
        ("jusqu'au 3 juin 2020", (None, "2020-06")),
        ("jusqu'à fin 2020", (None, "2020")),
        ("until 03/04/2020", (None, "2020-04", DOUTE)),
        # lengths: weeks are rounded up to months
        ("1 mois en 2019", ("2019", "2019", 1)),
        ("2019 (12 mois)", ("2019", "2019", 12)),
        ("2019 (1 semaine)", ("2019", "2019", 1)),
        ("2019 (4 semaines)", ("2019", "2019", 1)),
        ("2019 (5 semaines)", ("2019", "2019", 2)),
        ("2019 (13 weeks)", ("2019", "2019", 4)),
        ("2019 (3 mos)", ("2019", "2019", 3)),
        ("mars 2019 (1 mois)", ("2019-03", "2019-03")),
        ("mars 2019 (36 mois)", ("2019-03", "2022-02")),
        ("6 mois en mars 2019", ("2019-03", "2019-08")),
        ("07/2018 - 6 mois", ("2018-07", "2018-12")),
        ("03/04/2019 (6 mois)", ("2019-04", "2019-09", DOUTE)),
    ],
)  # fmt: skip
def test_the_whole_text_is_one_period(texte: str, suite: tuple[object, ...]) -> None:
    assert (lues(texte), seules(texte)) == ([(texte, *suite)], [])


@pytest.mark.parametrize(
    ("texte", "periodes", "dates"),
    [
        # no period: what is left of it
        ("2019-03-15", [], [("2019-03-15", "2019-03")]),
        ("mars 2019 (37 mois)", [], [("mars 2019", "2019-03")]),
        ("mars 2019 (0 mois)", [], [("mars 2019", "2019-03")]),
        ("2019 (13 mois)", [], [("2019", "2019")]),
        ("1939 - 1980", [], [("1980", "1980")]),
        ("1950 - 2010", [], [("1950", "1950"), ("2010", "2010")]),
        ("janvier 1960 - janvier 2020", [], [("janvier 1960", "1960-01"), ("janvier 2020", "2020-01")]),
        ("08/15 - 2017", [], [("2017", "2017")]),
        ("Jan 15 - 2017", [], [("2017", "2017")]),
        ("2014 - Jan 15", [], [("2014", "2014")]),
        ("mars 2015 - 09/17", [], [("mars 2015", "2015-03")]),
        ("juin et août 2019", [], [("août 2019", "2019-08")]),
        ("mars 2018 et juin 2020", [], [("mars 2018", "2018-03"), ("juin 2020", "2020-06")]),
        ("mars 2019\njuin 2020", [], [("mars 2019", "2019-03"), ("juin 2020", "2020-06")]),
        ("2019\nen cours", [], [("2019", "2019")]),
        ("2019 2020", [], [("2019", "2019"), ("2020", "2020")]),
        ("2019 -" + " " * 30 + "2020", [], [("2019", "2019"), ("2020", "2020")]),
        ("2019, puis une longue phrase qui ne dit rien d'autre, 2020", [], [("2019", "2019"), ("2020", "2020")]),
        ("2018–09", [], [("2018–09", "2018-09")]),
        ("2009–09", [], [("2009–09", "2009-09")]),
        ("2009-10", [], [("2009-10", "2009-10", DOUTE)]),
        ("2010-10", [], [("2010-10", "2010-10")]),
        ("2019-18", [], [("2019", "2019")]),
        ("2034-35", [], [("2034", "2034")]),
        ("05/13/2019", [], [("05/13/2019", "2019-05")]),
        ("12/11/2019", [], [("12/11/2019", "2019-11", DOUTE)]),
        ("12/12/2019", [], [("12/12/2019", "2019-12")]),
        ("12/31/2019", [], [("12/31/2019", "2019-12")]),
        ("31/12/2019", [], [("31/12/2019", "2019-12")]),
        ("1er mars 2019", [], [("1er mars 2019", "2019-03")]),
        ("2034", [], [("2034", "2034")]),
        *((rien, [], []) for rien in (
            "12/13", "2035", "hiver 2034", "08/35 - 09/35", "08/39 - 09/42", "08/17 - 09/15", "Sep 17 - Aug 15", "'19 - présent", "depuis '19", "depuis mars", "15 juin",
            "32/05/2019", "00/05/2019", "0/12/2019", "05/32/2019", "13/13/2019",
        )),
        # a period beside something else
        ("2018-20 - présent", [("2018-20", "2018", "2020")], []),
        ("03-06/2019 - présent", [("03-06/2019", "2019-03", "2019-06")], []),
        ("depuis 2018-20", [("2018-20", "2018", "2020")], []),
        ("2018-20 - 2022", [("2018-20", "2018", "2020")], [("2022", "2022")]),
        ("2015 - 2018-20", [("2018-20", "2018", "2020")], [("2015", "2015")]),
        ("été 2019 juin 2020", [("été 2019", "2019-06", "2019-08")], [("juin 2020", "2020-06")]),
        ("2015 - 2018 - 2020", [("2015 - 2018", "2015", "2018")], [("2020", "2020")]),
        ("2015 à 2018 puis 2019 à 2021 et depuis 2022", [("2015 à 2018", "2015", "2018"), ("2019 à 2021", "2019", "2021"), ("depuis 2022", "2022", None, COURS)], []),
        ("mars 2019 depuis le 3 juin 2020", [("depuis le 3 juin 2020", "2020-06", None, COURS)], [("mars 2019", "2019-03")]),
        ("il faut entre 2018 et 2020", [("2018 et 2020", "2018", "2020")], []),
        ("between March 2018 and June 2020", [("March 2018 and June 2020", "2018-03", "2020-06")], []),
        ("stage de 6 mois en mars 2019", [("6 mois en mars 2019", "2019-03", "2019-08")], []),
        ("Développeur d'octobre 2017 à février 2020", [("d'octobre 2017 à février 2020", "2017-10", "2020-02")], []),
        ("Conseillère de clientèle en agence bancaire depuis le 1er mars 2019", [("depuis le 1er mars 2019", "2019-03", None, COURS)], []),
        ("Conseillère de clientèle en agence bancaire jusqu'en mars 2019", [("jusqu'en mars 2019", None, "2019-03")], []),
        ("Conseillère de clientèle en agence bancaire, 3 mois en 2019", [("3 mois en 2019", "2019", "2019", 3)], []),
        ("Conseillère de clientèle en agence bancaire de mars 2019 à mai 2020", [("de mars 2019 à mai 2020", "2019-03", "2020-05")], []),
        ("Windows Server 2016, 2000 clients, 32/05/2019, 1850, 2018 - 2020", [("2018 - 2020", "2018", "2020")], []),
        ("06 12 34 56 78, né le 12/03/1990, 2015 - 2018", [("2015 - 2018", "2015", "2018")], []),
        ("2015 - 2018, né le 12/03/1990, 06 12 34 56 78", [("2015 - 2018", "2015", "2018")], []),
        ("06 12 34 56 78 06 12 34 56 79 depuis 2019", [("depuis 2019", "2019", None, COURS)], []),
    ],
)  # fmt: skip
def test_what_is_a_period_and_what_is_not(texte: str, periodes: list[tuple[object, ...]], dates: list[tuple[object, ...]]) -> None:
    assert (lues(texte), seules(texte)) == (periodes, dates)


@pytest.mark.parametrize(
    ("texte", "langue", "doute"),
    [
        ("12/03/2019 to 05/06/2020", None, True),
        ("12/03/2019 to 05/06/2020", "en", True),
        ("12/03/2019 to 05/06/2020", "fr", False),
        ("du 12/03/2019 au 05/06/2020", None, False),
        ("du 12/03/2019 au 05/06/2020", "en", False),
        ("2010-12 - juin 2014", "fr", True),
        ("2020 - 2018", "fr", True),
    ],
)
def test_french_words_settle_the_order_of_day_and_month_and_nothing_else(texte: str, langue: str | None, doute: bool) -> None:
    assert [p.ambigue for p in trouver_periodes(texte, RECU, langue)] == [doute]


@pytest.mark.parametrize(
    ("haut", "bas", "attendue"),
    [
        ("Présent", "Janv. 2020", ("2020-01", None, (0, 18))),
        ("Janv. 2020", "Présent", ("2020-01", None, (0, 18))),
        ("2018 |", "• 2020", ("2018", "2020", (0, 13))),
        ("- 2018", "2020 -", ("2018", "2020", (2, 11))),
        ("03/04/2019", "05/06/2020", ("2019-04", "2020-06", (0, 21))),
        ("mars 2019", "12/03/2020", ("2019-03", "2020-03", (0, 20))),
        ("(2018", "2020", None),
        ("2018", "(2020", None),
        ("2018", "2020)", None),
        ("2018 2019", "", None),
        ("", "2018 2020", None),
        ("2018", "2019 2020", None),
        ("2018-20", "2022", None),
        ("2018", "mars", None),
        ("aujourd'hui", "aujourd'hui", None),
    ],
)
def test_dates_of_two_lines(haut: str, bas: str, attendue: tuple[str | None, str | None, tuple[int, int]] | None) -> None:
    lue = periode_empilee(haut, bas, RECU)
    assert lue == (Periode(attendue[0], attendue[1], attendue[1] is None, attendue[2]) if attendue else None)


def test_without_a_day_of_receipt_the_future_is_open() -> None:
    assert trouver_dates("2099") == [DateLue("2099", (0, 4))]
    assert trouver_dates("2099", RECU) == []
    assert trouver_dates("mars '99") == [DateLue("2099-03", (0, 8))]
    assert trouver_dates("mars '99", RECU) == [DateLue("1999-03", (0, 8))]


def test_a_hostile_list_of_dates_is_cut() -> None:
    assert len(trouver_dates("2019\n" * (ATOMES_MAX + 10), RECU)) == ATOMES_MAX == 4000


def test_phrases_of_birth() -> None:
    texte = "born March 3, 1990; date of birth: 1990-03-12; né en 1980; née à Lyon le 3 mars 1998"
    assert [texte[a:b] for a, b in trouver_naissances(texte)] == ["born March 3, 1990", "date of birth: 1990-03-12", "né en 1980", "née à Lyon le 3 mars 1998"]


def de(*bornes: tuple[str | None, str | None], duree: int | None = None) -> list[Periode]:
    return [Periode(debut, fin, fin is None, (0, 1), duree_mois=duree) for debut, fin in bornes]


@pytest.mark.parametrize(
    ("periodes", "mois"),
    [
        ([], 0),
        (de(("2015", "2016"), ("2018", "2018")), 36),
        (de(("2015", "2020"), ("2016", "2017")), 72),
        (de(("2016", "2017"), ("2015", "2020")), 72),
        (de(("2015", "2016"), ("2016-07", "2017-06")), 30),
        (de(("2015", "2015"), ("2016", "2016")), 24),
        (de(("2026-10", None)), 2),
        (de(("2027-01", None)), 0),
        (de(("2019", "2019"), duree=3), 3),
        (de(("2026", "2026"), duree=12), 11),
        (de((None, "2020")), 0),
    ],
)
def test_months_covered(periodes: list[Periode], mois: int) -> None:
    assert mois_union(periodes, RECU) == mois
