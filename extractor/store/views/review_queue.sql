-- Fields that wait for a person: what is printed, why they wait, what may stand instead.
SELECT
  f.document, d.agency, d.year, f.field, l.label, f.raw,
  coalesce(f.text_value, f.value) AS value, f.unit, f.state, f.confidence,
  f.reasons, f.candidates, f.proposal, f.quote, f.start, f.end, d.path
FROM fields f
JOIN documents d ON d.id = f.document
LEFT JOIN form_fields l ON l.form = d.form AND l.field = f.field
WHERE f.decision = 'review'
ORDER BY f.document, f.confidence
