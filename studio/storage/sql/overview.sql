-- name: overview
-- The counts of the funnel in one row.
SELECT count(*), count(*) FILTER (NOT q.mined), count(*) FILTER (s.status = 'accepted' AND s.claim = ''),
       count(*) FILTER (s.status = 'rejected'), count(*) FILTER (s.flagged),
       count(*) FILTER (q.worth > 0 AND (s.status IS NULL OR s.status = 'undecided')), coalesce(sum(q.suspects), 0)::BIGINT,
       count(*) FILTER (q.split = 'train' AND (s.status IS NULL OR s.status <> 'rejected'))
FROM pairs q LEFT JOIN pair_state s USING (pair_no)
WHERE q.active;

-- name: overview_counts
-- What the last landing counted.
SELECT value FROM facts WHERE name = 'counts';

-- name: overview_judged
-- How many suspects a person judged.
SELECT count(*)
FROM (SELECT pair_no, passage_no FROM negative_state WHERE verdict <> 'unjudged') j
JOIN (SELECT pair_no, passage_no FROM negatives WHERE suspect) n USING (pair_no, passage_no);

-- name: overview_runs
-- Finished runs that are neither archived nor deleted.
SELECT run_id FROM runs WHERE done AND run_id NOT IN (FROM put_away);

-- name: overview_results
-- What was measured of runs alone, on test sets as they are now: those written by people first, the generated ones
-- last, and of what is not generated those with groups enough ($fewest) for a claim before all others.
SELECT r.run_id, r.test_set, r.dimensions, r.ndcg_10, r.row_id
FROM results r JOIN test_sets t USING (test_set)
WHERE r.standing AND r.kind = 'run' AND r.precision = 'float32' AND t.purpose = 'test' AND NOT t.superseded
  AND r.run_id NOT IN (FROM put_away)
ORDER BY t.source = 'generated', r.groups < $fewest, t.source <> 'human', t.created_at DESC, r.test_set;

-- name: overview_dataset
-- The newest dataset, and how many decisions came after it.
SELECT d.dataset_hash, d.examples, (SELECT count(*) FROM decisions WHERE made_at > d.created_at)
FROM datasets d ORDER BY d.created_at DESC LIMIT 1;

-- name: overview_decisions
-- How many decisions there are.
SELECT count(*) FROM decisions;

-- name: same_decisions
-- How many events of one reviewer and action were made up to a time without another one between them.
SELECT count(*) FROM decisions
WHERE made_at <= $until AND made_at > coalesce((
    SELECT max(made_at) FROM decisions WHERE made_at <= $until AND (reviewer <> $reviewer OR action <> $action)
), '0001-01-01'::TIMESTAMP);

-- name: overview_jobs
-- Jobs that ended last, but not as they should: those that did stand among the jobs with what they counted.
SELECT ended_at, kind, state, error FROM jobs
WHERE ended_at IS NOT NULL AND state <> 'done' ORDER BY ended_at DESC LIMIT $limit;
