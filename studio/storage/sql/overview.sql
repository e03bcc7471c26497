-- name: overview
-- The counts of the funnel in one row.
WITH standing AS (
    SELECT q.pair_no, q.worth, q.mined, q.suspects, q.passage_no, p.document_id, s.status, s.flagged
    FROM pairs q JOIN passages p USING (passage_no) LEFT JOIN pair_state s USING (pair_no)
    WHERE q.active
),
funnel AS (
    SELECT count(*) AS queries, count(*) FILTER (NOT mined) AS unmined,
           count(*) FILTER (status = 'accepted') AS accepted, count(*) FILTER (status = 'rejected') AS rejected,
           count(*) FILTER (flagged) AS flagged,
           count(*) FILTER (worth > 0 AND status IS NULL) AS suspicious,
           coalesce(sum(suspects), 0) AS suspects,
           count(*) FILTER (d.split = 'train' AND coalesce(status, '') <> 'rejected') AS trainable
    FROM standing JOIN documents d USING (document_id)
)
SELECT (SELECT count(*) FROM documents WHERE active), (SELECT count(*) FROM passages WHERE active),
       (SELECT count(*) FROM passages p WHERE p.active AND p.duplicate_of IS NULL
          AND NOT EXISTS (FROM pairs q WHERE q.passage_no = p.passage_no)),
       (SELECT count(*) FROM problems),
       f.queries, f.unmined, f.accepted, f.rejected, f.flagged, f.suspicious, f.suspects::BIGINT, f.trainable,
       (SELECT count(*) FROM negatives WHERE position > 0),
       (SELECT count(*) FROM negative_state j JOIN negatives n ON n.pair_no = j.pair_no AND n.passage_no = j.passage_no
          WHERE j.verdict <> 'unjudged' AND n.suspect),
       (SELECT count(*) FROM runs WHERE done),
       (SELECT count(*) FROM runs r WHERE r.done AND NOT EXISTS (FROM results w JOIN test_sets t USING (test_set)
          WHERE w.run_id = r.run_id AND t.purpose = 'test' AND NOT t.superseded)),
       (SELECT count(*) > 0 FROM jobs WHERE kind = 'export' AND landed_at IS NOT NULL)
FROM funnel f;

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
