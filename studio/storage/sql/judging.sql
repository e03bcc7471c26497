-- name: asked_sets
-- Test sets that are judged in the studio, the newest first.
SELECT t.test_set FROM test_sets t WHERE t.test_set IN (SELECT test_set FROM asked_queries) ORDER BY t.created_at DESC, t.test_set;

-- name: asked_queries
-- Queries of the test sets that are judged in the studio, of one where it is given, with how far each is.
WITH told AS (
    SELECT p.test_set, p.query_id, count(*) AS pooled, count(g.grade) AS judged, count(*) FILTER (g.grade > 0) AS relevant
    FROM pools p
    JOIN passages a ON a.passage_id = p.passage_id AND a.active
    LEFT JOIN qrels g ON g.test_set = p.test_set AND g.query_id = p.query_id AND g.unit_id = p.passage_id
    WHERE $test_set IN ('', p.test_set)
    GROUP BY p.test_set, p.query_id
)
SELECT q.test_set, q.query_id, t.text, q.times, coalesce(d.pooled, 0), coalesce(d.judged, 0), coalesce(d.relevant, 0)
FROM asked_queries q
JOIN test_queries t USING (test_set, query_id)
LEFT JOIN told d USING (test_set, query_id)
WHERE $test_set IN ('', q.test_set)
ORDER BY q.test_set, q.place;

-- name: add_asked
-- Queries that are not in the test set yet, after those that are; one that is there keeps its place.
INSERT INTO asked_queries
SELECT $test_set, n.query_id, (SELECT count(*) FROM asked_queries WHERE test_set = $test_set) + row_number() OVER (ORDER BY n.place), n.times, ''
FROM (
    SELECT unnest($query_id::VARCHAR[]) AS query_id, unnest($times::INTEGER[]) AS times, unnest($place::INTEGER[]) AS place
) n
WHERE n.query_id NOT IN (SELECT query_id FROM asked_queries WHERE test_set = $test_set);

-- name: add_asked_texts
-- Their texts: they belong to no group before a passage is judged relevant.
INSERT INTO test_queries
SELECT $test_set, n.query_id, n.text, '', '', NULL
FROM (SELECT unnest($query_id::VARCHAR[]) AS query_id, unnest($text::VARCHAR[]) AS text) n
WHERE n.query_id NOT IN (SELECT query_id FROM test_queries WHERE test_set = $test_set);

-- name: pool_known
-- What a pool found again: who found it.
UPDATE pools SET found_by = list_sort(list_distinct(list_concat(pools.found_by, n.found_by)))
FROM read_parquet($pool) n
WHERE pools.test_set = $test_set AND pools.query_id = n.query_id AND pools.passage_id = n.passage_id;

-- name: pool_new
-- What a pool found that was not there.
INSERT INTO pools
SELECT $test_set, n.query_id, n.passage_id, list_sort(n.found_by)
FROM read_parquet($pool) n
JOIN asked_queries q ON q.test_set = $test_set AND q.query_id = n.query_id
WHERE NOT EXISTS (FROM pools p WHERE p.test_set = $test_set AND p.query_id = n.query_id AND p.passage_id = n.passage_id);

-- name: pool_one
-- A passage that a person found for a query, unless it is in the pool.
INSERT INTO pools
SELECT $test_set, $query_id, $passage_id, [$found_by]
WHERE NOT EXISTS (FROM pools WHERE test_set = $test_set AND query_id = $query_id AND passage_id = $passage_id);

-- name: pooled
-- The passages to judge for a query, in an order that has nothing to do with who found them and is the same each time.
SELECT p.passage_id, a.document_id, a.title, a.heading_path, a.text, a.tokens, g.grade, p.found_by
FROM (SELECT * FROM pools WHERE test_set = $test_set AND query_id = $query_id) p
JOIN passages a ON a.passage_id = p.passage_id AND a.active
LEFT JOIN (SELECT * FROM qrels WHERE test_set = $test_set AND query_id = $query_id) g ON g.unit_id = p.passage_id
ORDER BY md5(p.query_id || ' ' || p.passage_id);

-- name: append_judgment
-- One event.
INSERT INTO judgments VALUES ($event_id, $made_at, $reviewer, $saying, $test_set, $query_id, $passage_id, $grade, $target);

-- name: last_judged
-- When the last event was made.
SELECT max(made_at) FROM judgments;

-- name: judgments_of_passage
-- All events of a passage under a query.
SELECT event_id, made_at, reviewer, saying, test_set, query_id, passage_id, grade, target
FROM judgments WHERE test_set = $test_set AND query_id = $query_id AND passage_id = $passage_id;

-- name: judgments_of_set
-- All events of a test set.
SELECT event_id, made_at, reviewer, saying, test_set, query_id, passage_id, grade, target
FROM judgments WHERE test_set = $test_set;

-- name: judgments_of_reviewer
-- All events of a person in a test set: what undo goes back through.
SELECT event_id, made_at, reviewer, saying, test_set, query_id, passage_id, grade, target
FROM judgments WHERE test_set = $test_set AND reviewer = $reviewer;

-- name: forget_grade
-- The derived judgment of a passage.
DELETE FROM qrels WHERE test_set = $test_set AND query_id = $query_id AND unit_id = $unit_id;

-- name: put_grade
-- The judgment that stands for a passage.
INSERT INTO qrels VALUES ($test_set, $query_id, $unit_id, $grade);

-- name: grades_of_query
-- The judgments that stand for a query's passages.
SELECT unit_id, grade FROM qrels WHERE test_set = $test_set AND query_id = $query_id;

-- name: home_of_passage
-- Group and document of a passage.
SELECT group_id, document_id FROM passages WHERE passage_id = $passage_id;

-- name: set_group
-- The group of a query: that of its best passage.
UPDATE test_queries SET group_id = $group_id, source_document = $document_id
WHERE test_set = $test_set AND query_id = $query_id AND (group_id <> $group_id OR source_document IS DISTINCT FROM $document_id);

-- name: set_state
-- The hash of what is judged for a query.
UPDATE asked_queries SET state = $state WHERE test_set = $test_set AND query_id = $query_id;

-- name: hash_judged
-- The content of a test set that is judged in the studio: the states of the queries that something answers.
UPDATE test_sets SET content_hash = (
    SELECT coalesce(left(sha256(string_agg(query_id || state, chr(10) ORDER BY query_id)), 16), '')
    FROM asked_queries WHERE test_set = $test_set AND state <> ''
)
WHERE test_set = $test_set;

-- name: people_queries
-- Queries of people that something answers, in all test sets.
SELECT count(*) FROM test_queries q JOIN test_sets t USING (test_set) WHERE t.source = 'human' AND q.group_id <> '';
