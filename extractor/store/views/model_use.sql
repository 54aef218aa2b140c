-- What each report asked of each model, and the tokens of the answers, kept ones included.
SELECT
  c.document, d.agency, d.year, c.model,
  count(*) AS questions,
  count(c.error) AS unanswered,
  sum(c.prompt_tokens) AS prompt_tokens,
  sum(c.completion_tokens) AS completion_tokens,
  d.path
FROM calls c
JOIN documents d ON d.id = c.document
GROUP BY c.document, c.model
