-- Values that no cell prints, but that follow from the report's own totals, with the proof.
SELECT f.document, d.agency, d.year, f.field, l.label, f.value, f.state, f.raw, f.proof, d.path
FROM fields f
JOIN documents d ON d.id = f.document
LEFT JOIN form_fields l ON l.form = d.form AND l.field = f.field
WHERE f.source = 'imputed'
