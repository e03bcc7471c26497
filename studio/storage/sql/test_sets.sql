-- name: test_sets
-- Test sets with what they hold; superseded versions only where they are asked for. Without a group: unanswered.
SELECT t.test_set, t.title, t.purpose, t.source, t.unit, count(q.query_id),
       count(DISTINCT q.group_id) FILTER (q.group_id <> ''), t.content_hash, t.looks, count(*) FILTER (q.group_id <> '')
FROM test_sets t LEFT JOIN test_queries q USING (test_set)
WHERE $superseded OR NOT t.superseded
GROUP BY ALL
ORDER BY any_value(t.purpose) <> 'dev', any_value(t.source) = 'generated', any_value(t.created_at), t.test_set;

-- name: plain_query
-- A query (`asked`) without what makes no other query of it, as `studio.domain.identity.plain_query` has it.
rtrim(lower(trim(regexp_replace(asked, '[\s\p{Z}]+', ' ', 'g'))), '?!. ');

-- name: brought_queries
-- The queries of test sets that were brought here, each without what makes no other query of it.
SELECT {{plain_query}}
FROM (SELECT text AS asked FROM test_queries JOIN test_sets USING (test_set) WHERE source <> 'generated');

-- name: held_out_pairs
-- Queries of one side that nobody rejected, but for those that training asks too.
WITH told AS (
    SELECT q.pair_no, q.pair_id, q.passage_no, q.split, q.style, coalesce(s.query, q.query) AS asked,
           {{plain_query}} AS plain
    FROM pairs q LEFT JOIN pair_state s USING (pair_no)
    WHERE q.active AND (s.status IS NULL OR s.status <> 'rejected')
)
SELECT t.pair_id, t.asked, t.style, p.group_id, p.document_id, p.passage_id
FROM told t JOIN passages p USING (passage_no)
WHERE t.split = $split AND t.plain NOT IN (SELECT plain FROM told WHERE split = 'train')
ORDER BY t.pair_no;

-- name: held_out_relevant
-- Further passages that a person says answer queries of one side.
SELECT q.pair_id, p.passage_id
FROM negative_state j
JOIN pairs q USING (pair_no)
JOIN passages p ON p.passage_no = j.passage_no
WHERE q.active AND p.active AND q.split = $split AND j.verdict IN ('false', 'promoted');

-- name: twins
-- Active passages that repeat one another: each with every other of its kind.
SELECT a.passage_id, b.passage_id
FROM passages a JOIN passages b ON coalesce(a.duplicate_of, a.passage_id) = coalesce(b.duplicate_of, b.passage_id)
WHERE a.active AND b.active AND a.passage_id <> b.passage_id
  AND (a.duplicate_of IS NOT NULL OR b.duplicate_of IS NOT NULL);

-- name: unit_passages
-- What units are made of: document, headings, passage and group of every active passage.
SELECT document_id, heading_path, passage_id, group_id FROM passages WHERE active;

-- name: put_test_set
-- A test set; one of the same name keeps its looks.
INSERT INTO test_sets VALUES ($test_set, $family, $title, $purpose, $source, $unit, $content_hash, $created_at, false, $looks)
ON CONFLICT (test_set) DO UPDATE SET
    title = excluded.title, purpose = excluded.purpose, source = excluded.source, unit = excluded.unit,
    content_hash = excluded.content_hash, superseded = false;

-- name: supersede
-- Every other version of a family stands back.
UPDATE test_sets SET superseded = (test_set <> $test_set) WHERE family = $family;

-- name: forget_unread
-- Versions that stand back and that nothing was measured on.
DELETE FROM test_sets
WHERE superseded AND looks = 0 AND NOT EXISTS (FROM results r WHERE r.test_set = test_sets.test_set);

-- name: family_looks
-- Looks at a family so far.
SELECT coalesce(max(looks), 0) FROM test_sets WHERE family = $family;

-- name: clear_queries
-- Forget the queries of a test set, and those of sets that are no more.
DELETE FROM test_queries WHERE test_set = $test_set OR test_set NOT IN (SELECT test_set FROM test_sets);

-- name: clear_qrels
-- Forget the judgments of a test set, and those of sets that are no more.
DELETE FROM qrels WHERE test_set = $test_set OR test_set NOT IN (SELECT test_set FROM test_sets);

-- name: put_queries
-- Queries of a test set, one list a column.
INSERT INTO test_queries
SELECT $test_set, unnest($query_id::VARCHAR[]), unnest($text::VARCHAR[]), unnest($style::VARCHAR[]),
       unnest($group_id::VARCHAR[]), unnest($source_document::VARCHAR[]);

-- name: put_qrels
-- Judgments of a test set, one list a column.
INSERT INTO qrels
SELECT $test_set, unnest($query_id::VARCHAR[]), unnest($unit_id::VARCHAR[]), unnest($grade::INTEGER[]);

-- name: export_test_sets
-- Test sets as a TESTSETS frame.
COPY (
    SELECT test_set, title, purpose, source, unit, content_hash FROM test_sets
    WHERE test_set IN (SELECT unnest($names::VARCHAR[])) ORDER BY test_set
) TO $path (FORMAT parquet);

-- name: export_queries
-- Their queries as a QUERIES frame.
COPY (
    SELECT test_set, query_id, text, style, group_id, source_document FROM test_queries
    WHERE test_set IN (SELECT unnest($names::VARCHAR[])) ORDER BY test_set, query_id
) TO $path (FORMAT parquet);

-- name: export_qrels
-- Their judgments as a QRELS frame.
COPY (
    SELECT test_set, query_id, unit_id, grade::BIGINT AS grade FROM qrels
    WHERE test_set IN (SELECT unnest($names::VARCHAR[])) ORDER BY test_set, query_id, unit_id
) TO $path (FORMAT parquet);

-- name: count_look
-- One more look at each of some test sets.
UPDATE test_sets SET looks = looks + 1 WHERE purpose = 'test' AND test_set IN (SELECT unnest($names::VARCHAR[]));
