-- Questions to which a model gave no usable answer, and why; the next run asks them again.
SELECT c.document, d.agency, d.year, c.question, c.model, c.error, d.path
FROM calls c
JOIN documents d ON d.id = c.document
WHERE c.error IS NOT NULL
ORDER BY c.document, c.number
