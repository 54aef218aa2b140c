-- Every counted thing of the prose outside the closed list, with its words.
SELECT t.document, d.agency, d.year, t.label, t.value, t.unit, t.qualifier, t.share, t.quote, d.path
FROM facts t
JOIN documents d ON d.id = t.document
