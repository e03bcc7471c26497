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
-- All runs, oldest first; one of them where it is named.
SELECT run_id, job_id, created_at, dataset_hash, base, path, model_hash, settings, done
FROM runs WHERE $run_id = '' OR run_id = $run_id ORDER BY created_at, run_id;
