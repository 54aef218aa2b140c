-- One row a report: what was read of it and how far it holds.
SELECT
  d.id AS document,
  d.agency,
  d.year,
  d.form,
  d.path,
  (SELECT count(*) FROM fields f WHERE f.document = d.id AND f.state IN ('reported', 'dash', 'blank')) AS read,
  (SELECT count(*) FROM fields f WHERE f.document = d.id AND f.decision = 'accept' AND f.state <> 'missing') AS accepted,
  (SELECT count(*) FROM fields f WHERE f.document = d.id AND f.source = 'imputed') AS imputed,
  (SELECT count(*) FROM fields f WHERE f.document = d.id AND f.decision = 'review') AS review,
  (SELECT count(*) FROM edits e WHERE e.document = d.id AND e.status = 'violated') AS violated,
  (SELECT count(*) FROM findings x WHERE x.document = d.id) AS findings,
  (SELECT count(*) FROM disagreements x WHERE x.document = d.id) AS disagreements,
  d.printed_read,
  d.printed_asked,
  d.printed_outside,
  (SELECT count(*) FROM irregularities i WHERE i.document = d.id) AS irregularities
FROM documents d
WHERE d.status = 'ok'
