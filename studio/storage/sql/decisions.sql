-- name: last_time
-- When the last event was made.
SELECT max(made_at) FROM decisions;

-- name: append_decisions
-- Events, one list a column.
INSERT INTO decisions
SELECT e.event_id, e.batch_id, e.made_at, e.reviewer, e.action, e.pair_no, e.pair_id, e.passage_id, e.text, e.target,
       e.pair_hash, e.shown
FROM (
    SELECT unnest($event_id::VARCHAR[]) AS event_id, unnest($batch_id::VARCHAR[]) AS batch_id,
           unnest($made_at::TIMESTAMP[]) AS made_at, unnest($reviewer::VARCHAR[]) AS reviewer,
           unnest($action::VARCHAR[]) AS action, unnest($pair_no::INTEGER[]) AS pair_no,
           unnest($pair_id::VARCHAR[]) AS pair_id, unnest($passage_id::VARCHAR[]) AS passage_id,
           unnest($text::VARCHAR[]) AS text, unnest($target::VARCHAR[]) AS target,
           unnest($pair_hash::VARCHAR[]) AS pair_hash, unnest($shown::VARCHAR[]) AS shown
) AS e;

-- name: append_decision
-- One event.
INSERT INTO decisions VALUES ($event_id, $batch_id, $made_at, $reviewer, $action, $pair_no, $pair_id, $passage_id, $text,
                              $target, $pair_hash, $shown);

-- name: batch_events
-- Actions, pairs and negatives of one batch, in order.
SELECT action, pair_id, passage_id FROM decisions WHERE batch_id = $batch_id ORDER BY made_at, event_id;

-- name: events_of_pair
-- The events of one pair, but for the undo and redo of its batches.
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown
FROM decisions WHERE pair_no = $pair_no;

-- name: travels
-- Every undo and redo event.
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown
FROM decisions WHERE action IN ('undo', 'redo');

-- name: reviewer_events
-- What the undo stacks of a reviewer follow from.
SELECT NULL, event_id, batch_id, made_at, reviewer, action, '', '', '', target, '', ''
FROM decisions WHERE reviewer = $reviewer ORDER BY made_at, event_id;

-- name: events_since
-- A reviewer's events from a moment on.
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown
FROM decisions WHERE reviewer = $reviewer AND made_at >= $since ORDER BY made_at, event_id;

-- name: pair_events
-- All events of some pairs, and for each pair the undo and redo events of its batches.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no),
mine AS (SELECT d.* FROM decisions d JOIN wanted USING (pair_no)),
travels AS (
    SELECT m.pair_no, d.* EXCLUDE (pair_no)
    FROM (SELECT * FROM decisions WHERE action IN ('undo', 'redo')) d
    JOIN (SELECT DISTINCT pair_no, batch_id FROM mine) m ON d.target = m.batch_id
)
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown FROM mine
UNION ALL
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown FROM travels
ORDER BY made_at, event_id;

-- name: merged_into
-- The events by which others were merged into a pair, with the other's query as text, and the undo and redo events of them.
WITH merges AS (SELECT * FROM decisions WHERE action = 'duplicate' AND text = $pair_id)
SELECT m.pair_no, m.event_id, m.batch_id, m.made_at, m.reviewer, m.action, m.pair_id, m.passage_id, q.query AS text,
       m.target, m.pair_hash, m.shown
FROM merges m JOIN pairs q USING (pair_no)
UNION ALL
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown
FROM decisions WHERE action IN ('undo', 'redo') AND target IN (SELECT batch_id FROM merges)
ORDER BY made_at, event_id;

-- name: unfolded_until
-- The last event that the derived tables do not hold yet; null where they hold all of them.
SELECT max(made_at) FROM decisions WHERE made_at > coalesce((SELECT min(until) FROM folded), '0001-01-01'::TIMESTAMP);

-- name: unfolded_pairs
-- The pairs that events speak of which the derived tables do not hold yet, those of batches undone or redone too.
WITH fresh AS (
    SELECT pair_no, target FROM decisions
    WHERE made_at > coalesce((SELECT min(until) FROM folded), '0001-01-01'::TIMESTAMP)
)
SELECT pair_no FROM fresh WHERE pair_no IS NOT NULL
UNION
SELECT d.pair_no FROM decisions d JOIN (SELECT DISTINCT target FROM fresh WHERE target <> '') f ON d.batch_id = f.target
WHERE d.pair_no IS NOT NULL;

-- name: clear_folded
-- Forget up to which event the derived tables go: before it is said anew.
DELETE FROM folded;

-- name: put_folded
-- Up to which event the derived tables go. A second, earlier time lets everything after it be folded again.
INSERT INTO folded VALUES ($until);

-- name: put_states
-- What stands for some pairs, one list a column.
INSERT INTO pair_state (pair_no, status, flagged, comment, query, passage, reviewer, decided_at, claim, duplicate_of, grade)
SELECT unnest($pair_no::INTEGER[]), unnest($status::VARCHAR[]), unnest($flagged::BOOLEAN[]), unnest($comment::VARCHAR[]),
       unnest($query::VARCHAR[]), unnest($passage::VARCHAR[]), unnest($reviewer::VARCHAR[]),
       unnest($decided_at::TIMESTAMP[]), unnest($claim::VARCHAR[]), unnest($duplicate_of::VARCHAR[]),
       unnest($grade::TINYINT[])
ON CONFLICT (pair_no) DO UPDATE SET
    status = excluded.status, flagged = excluded.flagged, comment = excluded.comment, query = excluded.query,
    passage = excluded.passage, reviewer = excluded.reviewer, decided_at = excluded.decided_at, claim = excluded.claim,
    duplicate_of = excluded.duplicate_of, grade = excluded.grade;

-- name: clear_verdicts
-- Forget what stands for the negatives of some pairs.
DELETE FROM negative_state WHERE pair_no IN (SELECT unnest($pair_nos::INTEGER[]));

-- name: put_verdicts
-- What stands for negatives, one list a column.
INSERT INTO negative_state
SELECT unnest($pair_no::INTEGER[]), unnest($passage_no::INTEGER[]), unnest($verdict::VARCHAR[]), unnest($added::TINYINT[]),
       unnest($replaces::INTEGER[]);

-- name: link_decisions
-- Events that came before their pair find it.
UPDATE decisions SET pair_no = q.pair_no FROM pairs q WHERE decisions.pair_no IS NULL AND decisions.pair_id = q.pair_id;

-- name: known_events
-- Which of some events are here.
SELECT event_id FROM decisions WHERE event_id IN (SELECT unnest($event_ids::VARCHAR[]));

-- name: recent_events
-- The last events, newest first.
SELECT made_at, reviewer, action FROM decisions ORDER BY made_at DESC LIMIT $limit;
