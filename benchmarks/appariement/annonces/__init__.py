"""Advertisements as they are pasted from French job boards: sixteen of them, title and text alone, each with five CVs.

`offres.txt`  `@ id | title | place`, then `? criterion values ; …` (what a reader takes from the text), then the text. Values are separated by commas,
              `-` is none: experience in years, niveau on the European scale, langues as "en B2", names of skills as the lexicon links them, and
              `pas`: what the text names (benefits, the firm, what it denies) and the person is not asked.
`cvs.txt`     `@ id | grade | reason`, then `title | summary`, `> post | firm, town | from – to | task ; task`, `* degree | field | year | level`,
              `# skills`, `+ certificate | month`, `= languages`. The letter of the id says nothing of the grade; grades follow `donnees/CRITERES.md`.

Written and committed before any of these pairs was scored. Offers of even number are set aside: they show in totals alone.
"""
