-- Part 3 of every report as it is printed: a row of the form by the seven applicants.
SELECT
  f.document, d.agency, d.year, l.row, min(l.position) AS position,
  max(f.value) FILTER (WHERE l.column = 'natural_person') AS natural_person,
  max(f.value) FILTER (WHERE l.column = 'business') AS business,
  max(f.value) FILTER (WHERE l.column = 'research') AS research,
  max(f.value) FILTER (WHERE l.column = 'public_interest') AS public_interest,
  max(f.value) FILTER (WHERE l.column = 'legal_service') AS legal_service,
  max(f.value) FILTER (WHERE l.column = 'other_organization') AS other_organization,
  max(f.value) FILTER (WHERE l.column = 'total') AS total
FROM fields f
JOIN documents d ON d.id = f.document
JOIN form_fields l ON l.form = d.form AND l.field = f.field
WHERE l.part = 'requests'
GROUP BY f.document, l.row
ORDER BY f.document, position
