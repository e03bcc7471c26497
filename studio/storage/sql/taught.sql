-- name: taught
-- Pairs of a dataset behind a test query: of passages that were raised, of its answers, of queries with its rarest words.
WITH examples AS (
    SELECT pair_id, query, positive_id FROM read_parquet($examples)
),
asked AS (
    SELECT text FROM test_queries WHERE test_set = $test_set AND query_id = $query_id
),
wanted AS (
    SELECT DISTINCT unnest(regexp_extract_all(lower(text), '[\p{L}\p{N}]+')) AS word FROM asked
),
words AS (
    SELECT DISTINCT pair_id, unnest(regexp_extract_all(lower(query), '[\p{L}\p{N}]+')) AS word FROM examples
),
shared AS (
    SELECT w.pair_id, w.word FROM words w JOIN wanted USING (word)
),
weights AS (
    SELECT word, ln((SELECT count(DISTINCT pair_id) FROM examples) / count(*)) AS weight FROM shared GROUP BY word
),
nearest AS (
    SELECT pair_id, sum(weight) AS near FROM shared JOIN weights USING (word)
    GROUP BY pair_id HAVING sum(weight) > 0 ORDER BY near DESC, pair_id LIMIT $nearest
),
chosen AS (
    SELECT e.pair_id,
           min(CASE WHEN e.positive_id IN (SELECT unnest($raised::VARCHAR[])) THEN 0
                    WHEN e.positive_id IN (SELECT unnest($answers::VARCHAR[])) THEN 1 ELSE 2 END) AS reason,
           max(coalesce(n.near, 0)) AS near
    FROM examples e LEFT JOIN nearest n USING (pair_id)
    GROUP BY e.pair_id
)
SELECT q.pair_no
FROM chosen c JOIN pairs q USING (pair_id)
WHERE q.active AND (c.reason < 2 OR c.near > 0)
ORDER BY c.reason, c.near DESC, q.pair_no;
