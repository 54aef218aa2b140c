-- Files that did not become a record, and why.
SELECT s.path, coalesce(s.error, d.error) AS reason
FROM sources s
LEFT JOIN documents d ON d.id = s.document
WHERE s.error IS NOT NULL OR d.status = 'failed'
ORDER BY s.path
