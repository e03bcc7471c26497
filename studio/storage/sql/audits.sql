-- name: pairs_to_audit
-- How many pairs nobody looked at: undecided, or accepted unseen.
SELECT count(*) FROM pairs q LEFT JOIN pair_state s USING (pair_no)
WHERE q.active AND (coalesce(s.status, 'undecided') = 'undecided' OR s.claim <> '');

-- name: negatives_to_audit
-- How many negatives would be trained on and were judged by nobody.
SELECT count(*)
FROM negatives n JOIN pairs q USING (pair_no) LEFT JOIN pair_state s USING (pair_no)
LEFT JOIN negative_state j ON j.pair_no = n.pair_no AND j.passage_no = n.passage_no
WHERE q.active AND n.position > 0 AND NOT n.suspect AND coalesce(j.verdict, 'unjudged') = 'unjudged'
  AND coalesce(s.status, '') <> 'rejected';

-- name: begin_audit
-- An audit; its pool follows.
INSERT INTO audits VALUES ($audit_id, $kind, $started_at, $reviewer, $alpha, $seed, false);

-- name: freeze_pairs
-- The pool of an audit of pairs, and which of them are drawn.
INSERT INTO audit_units
SELECT $audit_id, pair_no, NULL, CASE WHEN place <= $drawn THEN place END
FROM (
    SELECT q.pair_no, row_number() OVER (ORDER BY hash(q.pair_no, $seed::BIGINT), q.pair_no) AS place
    FROM pairs q LEFT JOIN pair_state s USING (pair_no)
    WHERE q.active AND (coalesce(s.status, 'undecided') = 'undecided' OR s.claim <> '')
);

-- name: freeze_negatives
-- The pool of an audit of negatives, and which of them are drawn.
INSERT INTO audit_units
SELECT $audit_id, pair_no, passage_no, CASE WHEN place <= $drawn THEN place END
FROM (
    SELECT n.pair_no, n.passage_no,
           row_number() OVER (ORDER BY hash(n.pair_no, n.passage_no, $seed::BIGINT), n.pair_no, n.passage_no) AS place
    FROM negatives n JOIN pairs q USING (pair_no) LEFT JOIN pair_state s USING (pair_no)
    LEFT JOIN negative_state j ON j.pair_no = n.pair_no AND j.passage_no = n.passage_no
    WHERE q.active AND n.position > 0 AND NOT n.suspect AND coalesce(j.verdict, 'unjudged') = 'unjudged'
      AND coalesce(s.status, '') <> 'rejected'
);

-- name: end_audit
-- No more is judged: what was drawn and not judged counts as bad.
UPDATE audits SET ended = true WHERE audit_id = $audit_id;

-- name: audits
-- Every audit, newest first.
SELECT audit_id, kind, started_at, reviewer, alpha FROM audits ORDER BY started_at DESC, audit_id;

-- name: audit_of_pairs
-- How an audit of pairs stands. One whose pair has left the corpus, or that is not judged when the audit has ended, is
-- bad where it was drawn, and not left where it was not.
SELECT count(*), count(place), count(*) FILTER (place > 0 AND (seen OR over)), count(*) FILTER (place > 0 AND bad),
       count(*) FILTER (place IS NULL AND seen AND bad), count(*) FILTER (place IS NULL AND NOT seen AND active)
FROM (
    SELECT u.place, q.active, coalesce(s.status, 'undecided') <> 'undecided' AND s.claim = '' AS seen,
           NOT q.active OR a.ended AS over,
           CASE WHEN coalesce(s.status, 'undecided') = 'undecided' OR s.claim <> '' THEN over
                ELSE s.status <> 'accepted' OR s.query IS NOT NULL OR s.passage IS NOT NULL END AS bad
    FROM audit_units u JOIN audits a USING (audit_id) JOIN pairs q USING (pair_no) LEFT JOIN pair_state s USING (pair_no)
    WHERE u.audit_id = $audit_id
);

-- name: audit_of_negatives
-- How an audit of negatives stands, as that of pairs.
SELECT count(*), count(place), count(*) FILTER (place > 0 AND (seen OR over)), count(*) FILTER (place > 0 AND bad),
       count(*) FILTER (place IS NULL AND seen AND bad), count(*) FILTER (place IS NULL AND NOT seen AND active)
FROM (
    SELECT u.place, q.active, coalesce(j.verdict, 'unjudged') <> 'unjudged' AS seen, NOT q.active OR a.ended AS over,
           CASE WHEN seen THEN j.verdict <> 'hard' ELSE over END AS bad
    FROM audit_units u JOIN audits a USING (audit_id) JOIN pairs q USING (pair_no)
    LEFT JOIN negative_state j ON j.pair_no = u.pair_no AND j.passage_no = u.passage_no
    WHERE u.audit_id = $audit_id
);

-- name: audit_sample
-- The sample of an audit, in the order in which it is judged.
SELECT pair_no, passage_no FROM audit_units WHERE audit_id = $audit_id AND place IS NOT NULL ORDER BY place;

-- name: audit_rest
-- The pairs of an audit's pool that nobody looked at or decided, outside the sample.
SELECT u.pair_no
FROM audit_units u JOIN pairs q USING (pair_no) LEFT JOIN pair_state s USING (pair_no)
WHERE u.audit_id = $audit_id AND u.place IS NULL AND q.active AND coalesce(s.status, 'undecided') = 'undecided'
ORDER BY u.pair_no;

-- name: drawn_pairs
-- Pairs drawn at random since the pool last grew: how many were reviewed before each, how many of them bad, and itself.
-- Pairs that a person split off were never in the pool that is drawn from.
WITH undone AS (
    SELECT target AS batch_id FROM decisions WHERE action IN ('undo', 'redo')
    GROUP BY target HAVING arg_max(action, (made_at, event_id)) = 'undo'
),
first AS (
    SELECT pair_no, min(made_at) AS since, bool_or(shown = 'random') AS drawn
    FROM decisions ANTI JOIN undone USING (batch_id)
    WHERE action IN (SELECT unnest($decides::VARCHAR[])) AND pair_no IS NOT NULL
    GROUP BY pair_no
),
seen AS (
    SELECT f.since, f.drawn AND f.since > coalesce((SELECT max(landed_at) FROM jobs WHERE kind IN ('ingest', 'generate')), '0001-01-01'::TIMESTAMP) AS drawn,
           s.status <> 'accepted' OR s.query IS NOT NULL OR s.passage IS NOT NULL AS bad
    FROM first f JOIN pair_state s USING (pair_no) JOIN pairs q USING (pair_no)
    WHERE q.active AND q.split_from IS NULL AND s.status <> 'undecided' AND s.claim = ''
),
counted AS (
    SELECT since, drawn, bad, row_number() OVER told - 1 AS reviewed, sum(bad::INTEGER) OVER told - bad::INTEGER AS before
    FROM seen WINDOW told AS (ORDER BY since ROWS UNBOUNDED PRECEDING)
)
SELECT reviewed, before::BIGINT, bad FROM counted WHERE drawn ORDER BY since;

-- name: looked_at
-- Active pairs of the pool that is drawn from, those of them that a person looked at, and of those the bad ones.
SELECT count(*), count(*) FILTER (s.status <> 'undecided' AND s.claim = ''),
       count(*) FILTER (s.status <> 'undecided' AND s.claim = ''
                        AND (s.status <> 'accepted' OR s.query IS NOT NULL OR s.passage IS NOT NULL))
FROM pairs q LEFT JOIN pair_state s USING (pair_no)
WHERE q.active AND q.split_from IS NULL;

-- name: any_drawn
-- Whether any card was ever drawn at random.
SELECT 1 FROM decisions WHERE shown = 'random' LIMIT 1;
