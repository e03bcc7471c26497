-- name: next_run
-- The highest number that a run has.
SELECT coalesce(max(try_cast(replace(run_id, 'run-', '') AS INTEGER)), 0) FROM runs;

-- name: put_run
-- A run, or what became of it.
INSERT INTO runs VALUES ($run_id, $job_id, $created_at, $dataset_hash, $base, $path, $model_hash, $settings, $done)
ON CONFLICT (run_id) DO UPDATE SET model_hash = excluded.model_hash, path = excluded.path, done = excluded.done;

-- name: settle_run
-- The settings of a run, once its job has read what they left open.
UPDATE runs SET settings = $settings WHERE run_id = $run_id;

-- name: finish_run
-- A run is done: its model has the hash that its rows carry.
UPDATE runs SET done = true, model_hash = coalesce(
    (SELECT any_value(model_hash) FROM results WHERE run_id = $run_id AND kind = 'run'), model_hash)
WHERE run_id = $run_id;

-- name: export_runs
-- Runs to measure, one list a column.
COPY (
    SELECT unnest($run_id::VARCHAR[]) AS run_id, unnest($run_name::VARCHAR[]) AS name, unnest($model_path::VARCHAR[]) AS path,
           unnest($passages::VARCHAR[]) AS passages, unnest($query_prompt::VARCHAR[]) AS query_prompt,
           unnest($passage_prompt::VARCHAR[]) AS passage_prompt
) TO $path (FORMAT parquet);

-- name: runs
-- All runs, oldest first; one of them where it is named, by its id before by the name that a person gave it.
SELECT r.run_id, r.job_id, r.created_at, r.dataset_hash, r.base, r.path, r.model_hash, r.settings, r.done,
       coalesce(m.name, ''), coalesce(m.note, ''), coalesce(m.pinned, false), coalesce(m.archived, false),
       coalesce(m.deleted, false)
FROM runs r LEFT JOIN run_marks m USING (run_id)
WHERE $run_id = '' OR r.run_id = $run_id OR m.name = $run_id
ORDER BY r.run_id <> $run_id, r.created_at, r.run_id;

-- name: mark_run
-- What people said of a run.
INSERT OR REPLACE INTO run_marks VALUES ($run_id, $called, $note, $pinned, $archived, $deleted);

-- name: run_figures
-- What was measured of runs alone in float32, on test sets that stand, in the order of `test_sets`: dev sets first,
-- then people's queries; most dimensions first.
SELECT r.run_id, t.title, t.purpose, r.dimensions, r.ndcg_10, r.difference, r.ci_low, r.ci_high
FROM results r JOIN test_sets t USING (test_set)
WHERE r.kind = 'run' AND r.precision = 'float32' AND r.standing AND NOT t.superseded
ORDER BY r.run_id, t.purpose <> 'dev', t.source = 'generated', t.created_at, t.test_set, r.dimensions DESC;
