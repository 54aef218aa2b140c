-- Edit rules that a report's figures break, with both sides.
SELECT
  e.document, d.agency, d.year, r.rule, r.at, e.left, e.right,
  e.left - e.right AS difference, r.fields, d.path
FROM edits e
JOIN edit_rules r ON r.id = e.edit_rule
JOIN documents d ON d.id = e.document
WHERE e.status = 'violated'
