-- name: clear_per_query
-- Forget the figures of rows that were measured again.
DELETE FROM per_query WHERE row_id IN (SELECT row_id FROM read_parquet($rows));

-- name: clear_rankings
-- Forget the rankings of rows that were measured again.
DELETE FROM rankings WHERE row_id IN (SELECT row_id FROM read_parquet($rows));

-- name: unfair
-- Measured runs with the test sets that are no measure of them, since they were trained on its queries, or on documents
-- (under their names of today or of before) of a generated test set's queries.
WITH trained AS (
    SELECT run_id, dataset_hash FROM runs WHERE run_id IN (SELECT run_id FROM read_parquet($rows))
),
taught AS (
    SELECT t.dataset_hash, q.pair_no, q.pair_id, q.passage_no
    FROM dataset_pairs t JOIN pairs q USING (pair_id) WHERE t.dataset_hash IN (SELECT dataset_hash FROM trained)
),
said AS (
    SELECT pair_no, {{plain_query}} AS plain
    FROM (
        SELECT pair_no, query AS asked FROM pairs UNION ALL SELECT pair_no, query FROM pair_state WHERE query <> ''
    )
    WHERE pair_no IN (SELECT pair_no FROM taught)
),
measured AS (
    SELECT * FROM test_sets WHERE test_set IN (SELECT test_set FROM read_parquet($rows))
),
asks AS (
    SELECT test_set, query_id, group_id, {{plain_query}} AS plain
    FROM (SELECT q.*, q.text AS asked FROM test_queries q JOIN measured USING (test_set))
),
held_out AS (
    SELECT test_set FROM measured WHERE source = 'generated' AND purpose = 'test'
)
SELECT r.run_id, u.test_set
FROM (
    SELECT t.dataset_hash, a.test_set FROM asks a JOIN said USING (plain) JOIN taught t USING (pair_no)
    UNION
    SELECT t.dataset_hash, a.test_set FROM asks a JOIN taught t ON t.pair_id = a.query_id
    UNION
    SELECT t.dataset_hash, a.test_set
    FROM dataset_documents t JOIN documents d USING (document_id) JOIN asks a ON a.group_id = d.group_id
    JOIN held_out USING (test_set)
    UNION
    SELECT t.dataset_hash, g.test_set
    FROM taught t JOIN passages o USING (passage_no) JOIN passages p ON p.text = o.text
    JOIN qrels g ON g.unit_id = p.passage_id JOIN held_out USING (test_set)
    WHERE NOT o.active AND p.active
) u
JOIN trained r USING (dataset_hash);

-- name: put_rows
-- Rows of the leaderboard, but for those of runs that a test set is no measure of. A job of before rows had a precision
-- names none.
INSERT OR REPLACE INTO results
SELECT row_id, name, kind, run_id, test_set, queries, groups, dimensions, ndcg_10, mrr_10, recall_10, recall_100, map_100,
       judged_10, difference, ci_low, ci_high, p_value, detectable, won, lost, latency_p50, latency_p95,
       bytes_per_million, model_hash, settings_hash, seed, $job_id, $measured_at, true,
       coalesce(precision, 'float32')
FROM (SELECT * FROM read_parquet($rows) UNION ALL BY NAME SELECT 'float32' AS precision WHERE false) n
WHERE NOT EXISTS (FROM ({{unfair}}) u WHERE u.run_id = n.run_id AND u.test_set = n.test_set);

-- name: left_out
-- Rows of a job that were not taken over.
SELECT count(*) FROM read_parquet($rows) WHERE row_id NOT IN (SELECT row_id FROM results WHERE job_id = $job_id);

-- name: put_per_query
-- Figures per query of the rows that were taken over.
INSERT INTO per_query
SELECT n.row_id, n.query_id, n.ndcg_10, n.mrr_10, n.recall_10, n.recall_100, n.map_100
FROM read_parquet($per_query) n
WHERE n.row_id IN (SELECT row_id FROM results WHERE job_id = $job_id)
ORDER BY n.row_id, n.query_id;

-- name: put_rankings
-- Rankings of the rows that were taken over.
INSERT INTO rankings
SELECT n.row_id, n.query_id, n.rank, n.unit_id, n.passage_id, n.score
FROM read_parquet($rankings) n
WHERE n.row_id IN (SELECT row_id FROM results WHERE job_id = $job_id)
ORDER BY n.row_id, n.query_id, n.rank;

-- name: measured_sets
-- Test sets that a job measured on.
SELECT DISTINCT test_set FROM read_parquet($rows);

-- name: note_states
-- The state of each test set that a job measured on.
INSERT INTO measured_states SELECT $job_id, test_set, content_hash FROM read_parquet($testsets);

-- name: replaced_rows
-- Rows whose system was measured again on the same test set: the one on the set as it stands counts, then the newest.
SELECT row_id
FROM (
    SELECT r.row_id, row_number() OVER (
        PARTITION BY r.name, r.test_set, r.dimensions, r.precision
        ORDER BY coalesce(s.content_hash = t.content_hash, false) DESC, r.measured_at DESC, r.row_id
    ) AS place
    FROM results r
    JOIN test_sets t USING (test_set)
    LEFT JOIN measured_states s USING (job_id, test_set)
    WHERE r.standing AND r.test_set IN (SELECT unnest($test_sets::VARCHAR[]))
)
WHERE place > 1
ORDER BY row_id;

-- name: stand_back
-- Rows are no longer shown. They stay in Holm's family.
UPDATE results SET standing = false WHERE row_id IN (SELECT unnest($row_ids::VARCHAR[]));

-- name: forget_per_query
-- Forget the figures of rows.
DELETE FROM per_query WHERE row_id IN (SELECT unnest($row_ids::VARCHAR[]));

-- name: forget_rankings
-- Forget the rankings of rows.
DELETE FROM rankings WHERE row_id IN (SELECT unnest($row_ids::VARCHAR[]));

-- name: stale_rows
-- Rows that were measured on an earlier state of their test set.
SELECT r.row_id, r.test_set
FROM results r
JOIN measured_states s USING (job_id, test_set)
JOIN test_sets t USING (test_set)
WHERE r.standing AND s.content_hash <> t.content_hash AND NOT t.superseded AND r.run_id NOT IN (FROM put_away);

-- name: results
-- Rows of a test set, best first.
SELECT row_id, name, kind, run_id, test_set, queries, groups, dimensions, precision, ndcg_10, mrr_10, recall_10,
       recall_100, map_100, judged_10, difference, ci_low, ci_high, p_value, detectable, won, lost, latency_p50, latency_p95,
       bytes_per_million, model_hash, settings_hash, seed
FROM results WHERE test_set = $test_set AND standing AND run_id NOT IN (FROM put_away)
ORDER BY ndcg_10 DESC, dimensions DESC, name;

-- name: ever_compared
-- p-values of all rows ever compared with a base on a test set, on any version of it, those no longer shown included.
SELECT r.row_id, r.p_value
FROM results r
JOIN test_sets t USING (test_set)
WHERE r.p_value IS NOT NULL AND t.family = (SELECT family FROM test_sets WHERE test_set = $test_set);

-- name: least_judged
-- The least share of a row's top ten that was judged, by test set.
SELECT r.test_set, min(r.judged_10)
FROM results r
JOIN test_sets t USING (test_set)
LEFT JOIN measured_states s USING (job_id, test_set)
WHERE r.standing AND (s.content_hash IS NULL OR s.content_hash = t.content_hash)
GROUP BY r.test_set;

-- name: compare_counts
-- Queries won, lost and equal between two rows.
SELECT count(*) FILTER (b.ndcg_10 > a.ndcg_10 + 1e-9), count(*) FILTER (b.ndcg_10 < a.ndcg_10 - 1e-9),
       count(*) FILTER (abs(b.ndcg_10 - a.ndcg_10) <= 1e-9)
FROM (SELECT * FROM per_query WHERE row_id = $before) a JOIN (SELECT * FROM per_query WHERE row_id = $after) b USING (query_id);

-- name: compare_changes
-- The queries that changed most between two rows, with the rank of the best relevant unit under each.
WITH found AS (
    SELECT r.row_id, r.query_id, min(r.rank) AS rank
    FROM (SELECT * FROM rankings WHERE row_id IN ($before, $after)) r
    JOIN results w USING (row_id)
    JOIN qrels g ON g.test_set = w.test_set AND g.query_id = r.query_id AND g.unit_id = r.unit_id AND g.grade > 0
    GROUP BY r.row_id, r.query_id
)
SELECT a.query_id, q.text, a.ndcg_10, b.ndcg_10, fa.rank, fb.rank
FROM (SELECT * FROM per_query WHERE row_id = $before) a
JOIN (SELECT * FROM per_query WHERE row_id = $after) b USING (query_id)
JOIN test_queries q ON q.query_id = a.query_id AND q.test_set = (SELECT test_set FROM results WHERE row_id = $before)
LEFT JOIN found fa ON fa.query_id = a.query_id AND fa.row_id = $before
LEFT JOIN found fb ON fb.query_id = a.query_id AND fb.row_id = $after
WHERE abs(b.ndcg_10 - a.ndcg_10) > 1e-9
ORDER BY abs(b.ndcg_10 - a.ndcg_10) DESC, a.query_id
LIMIT $limit;

-- name: ranking
-- The top ten of a query under a row, with grades where units were judged.
SELECT r.rank, r.unit_id, r.passage_id, r.score, g.grade, coalesce(p.title, ''), coalesce(p.heading_path, []),
       coalesce(p.text, '')
FROM (SELECT * FROM rankings WHERE row_id = $row_id AND query_id = $query_id) r
LEFT JOIN (SELECT * FROM qrels WHERE query_id = $query_id AND test_set = (SELECT test_set FROM results WHERE row_id = $row_id)) g
    USING (unit_id)
LEFT JOIN passages p ON p.passage_id = r.passage_id
ORDER BY r.rank;

-- name: export_rows
-- Every row of test sets that stand, for an export's model card, with its p-value by Holm where it has one.
COPY (
    SELECT r.* EXCLUDE (job_id, measured_at, standing), t.title AS test_set_title, t.purpose, t.looks, h.p_holm
    FROM results r JOIN test_sets t USING (test_set)
    LEFT JOIN (SELECT unnest($row_ids::VARCHAR[]) AS row_id, unnest($adjusted::DOUBLE[]) AS p_holm) h USING (row_id)
    WHERE NOT t.superseded AND r.standing
    ORDER BY r.test_set, r.ndcg_10 DESC, r.row_id
) TO $path (FORMAT parquet);

-- name: query_pairs
-- The pairs behind a test query of a generated set, or whose positive is a unit judged relevant for it.
SELECT DISTINCT q.pair_no
FROM qrels g
JOIN passages p ON p.active AND (g.unit_id = p.passage_id OR g.unit_id = p.document_id
    OR starts_with(g.unit_id, p.document_id || '#'))
JOIN pairs q USING (passage_no)
WHERE g.test_set = $test_set AND g.query_id = $query_id AND g.grade > 0 AND q.active
ORDER BY q.pair_no;

-- name: paired_differences
-- NDCG@10 of each query under one row less that under another, with the query's group: one list of rows for each side.
WITH wanted AS (SELECT unnest($after::VARCHAR[]) AS after, unnest($before::VARCHAR[]) AS before)
SELECT DISTINCT w.after, w.before, a.ndcg_10 - b.ndcg_10, q.group_id, a.query_id
FROM wanted w
JOIN per_query a ON a.row_id = w.after
JOIN per_query b ON b.row_id = w.before AND b.query_id = a.query_id
JOIN results r ON r.row_id = w.after
JOIN test_queries q ON q.test_set = r.test_set AND q.query_id = a.query_id
ORDER BY w.after, w.before, a.query_id;

-- name: asked_under_both
-- The queries of a test set with their NDCG@10 under two rows, and the title of the document that answers them.
SELECT q.query_id, q.text, q.style, q.group_id, coalesce(nullif(d.title, ''), q.source_document, ''), b.ndcg_10, a.ndcg_10
FROM (SELECT * FROM test_queries WHERE test_set = $test_set) q
JOIN (SELECT * FROM per_query WHERE row_id = $before) b USING (query_id)
JOIN (SELECT * FROM per_query WHERE row_id = $after) a USING (query_id)
LEFT JOIN documents d ON d.document_id = q.source_document
ORDER BY q.query_id;

-- name: answers
-- The passages of the units that answer each query of a test set, or one of them; of a section, those of its document.
SELECT q.query_id, q.text, g.unit_id, p.passage_id, p.document_id, p.heading_path, p.title || chr(10) || p.text
FROM (SELECT * FROM test_queries WHERE test_set = $test_set AND ($query_id = '' OR query_id = $query_id)) q
JOIN (SELECT * FROM qrels WHERE test_set = $test_set AND grade > 0) g USING (query_id)
JOIN passages p ON p.active AND CASE $unit WHEN 'passage' THEN p.passage_id ELSE p.document_id END
    = CASE $unit WHEN 'section' THEN regexp_replace(g.unit_id, '#[^#]*$', '') ELSE g.unit_id END
ORDER BY q.query_id, p.passage_id;
