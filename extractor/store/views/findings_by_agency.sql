-- How often each agency misreports, and in how many of its reports.
SELECT
  d.agency,
  count(DISTINCT d.id) AS reports,
  count(DISTINCT x.document) AS reports_with_findings,
  count(x.code) AS findings,
  group_concat(DISTINCT x.code) AS codes
FROM documents d
LEFT JOIN findings x ON x.document = d.id
WHERE d.status = 'ok'
GROUP BY d.agency
ORDER BY findings DESC, d.agency
