-- Mistakes of the reports themselves, one row each: what is printed, what its figures give.
SELECT
  x.document, d.agency, d.year, x.code, x.message, x.printed, x.expected,
  x.printed - x.expected AS difference, x.fields, x.rules, x.evidence, d.path
FROM findings x
JOIN documents d ON d.id = x.document
ORDER BY d.agency, d.year, x.number
