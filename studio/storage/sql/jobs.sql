-- name: record_job
-- How a job stands; whether it landed is left as it is.
INSERT INTO jobs VALUES ($job_id, $kind, $title, $state, $created_at, $ended_at, NULL, $summary, $error)
ON CONFLICT (job_id) DO UPDATE SET
    title = excluded.title, state = excluded.state, created_at = excluded.created_at, ended_at = excluded.ended_at,
    error = excluded.error, summary = CASE WHEN jobs.landed_at IS NULL THEN excluded.summary ELSE jobs.summary END;

-- name: count_rows
-- Rows of a frame.
SELECT count(*) FROM read_parquet($path);

-- name: job_landed
-- One row where the job's outputs are in.
SELECT landed_at FROM jobs WHERE job_id = $job_id AND landed_at IS NOT NULL;

-- name: mark_landed
-- The job's outputs are in; a job that was never recorded gets a row.
INSERT INTO jobs VALUES ($job_id, $kind, $kind, 'done', $at, $at, $at, $summary, '')
ON CONFLICT (job_id) DO UPDATE SET
    state = 'done', landed_at = excluded.landed_at, summary = excluded.summary,
    ended_at = coalesce(jobs.ended_at, excluded.ended_at);

-- name: settled_jobs
-- Jobs that need no second look: their outputs are in.
SELECT job_id FROM jobs WHERE landed_at IS NOT NULL;
