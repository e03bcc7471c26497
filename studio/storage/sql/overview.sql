-- name: overview
-- The counts of the funnel in one row.
SELECT count(*), count(*) FILTER (NOT q.mined), count(*) FILTER (s.status = 'accepted'),
       count(*) FILTER (s.status = 'rejected'), count(*) FILTER (s.flagged),
       count(*) FILTER (q.worth > 0 AND (s.status IS NULL OR s.status = 'undecided')), coalesce(sum(q.suspects), 0)::BIGINT,
       count(*) FILTER (q.split = 'train' AND (s.status IS NULL OR s.status <> 'rejected'))
FROM pairs q LEFT JOIN pair_state s USING (pair_no)
WHERE q.active;

-- name: overview_corpus
-- Active documents and passages, problems, counts that a landing keeps, judged suspects, exports.
SELECT (SELECT count(*) FROM documents WHERE active), (SELECT count(*) FROM passages WHERE active),
       (SELECT count(*) FROM problems), coalesce((SELECT value FROM facts WHERE name = 'counts'), '0 0'),
       (SELECT count(*) > 0 FROM jobs WHERE kind = 'export' AND landed_at IS NOT NULL);

-- name: overview_judged
-- How many suspects a person judged.
SELECT count(*)
FROM (SELECT pair_no, passage_no FROM negative_state WHERE verdict <> 'unjudged') j
JOIN (SELECT pair_no, passage_no FROM negatives WHERE suspect) n USING (pair_no, passage_no);

-- name: overview_runs
-- Finished runs, and how many of them were not measured on the test sets as they are now.
SELECT count(*), count(*) FILTER (run_id NOT IN (
    SELECT w.run_id FROM results w JOIN test_sets t USING (test_set) WHERE t.purpose = 'test' AND NOT t.superseded
))
FROM runs WHERE done;

-- name: overview_dataset
-- The newest dataset, and how many decisions came after it.
SELECT d.dataset_hash, d.examples, (SELECT count(*) FROM decisions WHERE made_at > d.created_at)
FROM datasets d ORDER BY d.created_at DESC LIMIT 1;

-- name: overview_decisions
-- How many decisions there are.
SELECT count(*) FROM decisions;

-- name: overview_best
-- The best run on the test set that says most: one written by people before an imported one before the generated one.
WITH sets AS (
    SELECT test_set FROM test_sets t
    WHERE purpose = 'test' AND NOT superseded AND EXISTS (FROM results r WHERE r.test_set = t.test_set AND r.kind = 'run')
    ORDER BY CASE source WHEN 'human' THEN 0 WHEN 'beir' THEN 1 ELSE 2 END, created_at DESC LIMIT 1
),
own AS (SELECT r.* FROM results r JOIN sets USING (test_set) WHERE r.kind = 'run'),
best AS (
    SELECT * FROM own o
    WHERE dimensions = (SELECT max(dimensions) FROM own WHERE run_id = o.run_id)
    ORDER BY ndcg_10 DESC, run_id LIMIT 1
)
SELECT b.run_id, b.test_set, b.ndcg_10, b.difference, b.ci_low, b.ci_high,
       (SELECT max(ndcg_10) FROM own WHERE run_id = b.run_id AND dimensions = 128)
FROM best b;

-- name: overview_jobs
-- Jobs that ended last.
SELECT ended_at, kind, state, summary, error FROM jobs WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT $limit;
