-- name: offshoots
-- Every second query that a split asked for, oldest first: the pair it was split from, its passage, and whether any
-- decision that says so stands.
WITH undone AS (
    SELECT target AS batch_id FROM decisions WHERE action IN ('undo', 'redo')
    GROUP BY target HAVING arg_max(action, (made_at, event_id)) = 'undo'
)
SELECT d.pair_no, p.passage_id, d.text, bool_or(u.batch_id IS NULL)
FROM decisions d JOIN pairs q USING (pair_no) JOIN passages p USING (passage_no) LEFT JOIN undone u USING (batch_id)
WHERE d.action = 'split'
GROUP BY d.pair_no, p.passage_id, d.text
ORDER BY min(d.made_at), d.pair_no, d.text;

-- name: add_offshoots
-- Pairs that were split off and are not there yet: a person wrote them, and they stand on the side of the first pair.
INSERT INTO pairs (pair_no, pair_id, query, style, source, model, prompt_version, passage_no, split, active, worth, reason,
                   split_from)
SELECT (SELECT max(pair_no) FROM pairs) + row_number() OVER (ORDER BY w.place), w.pair_id, w.query, o.style, 'human', '', '',
       o.passage_no, o.split, true, 0, $reason, coalesce(o.split_from, o.pair_id)
FROM (
    SELECT unnest($pair_ids::VARCHAR[]) AS pair_id, unnest($queries::VARCHAR[]) AS query, unnest($origins::INTEGER[]) AS origin,
           unnest(range(len($pair_ids::VARCHAR[]))) AS place
) w
JOIN pairs o ON o.pair_no = w.origin
WHERE NOT EXISTS (FROM pairs old WHERE old.pair_id = w.pair_id);

-- name: follow_offshoots
-- Hide pairs that were split off once nobody says so any more, show them again once somebody does.
UPDATE pairs SET active = w.shown
FROM (
    SELECT q.pair_no, p.active AND s.standing AS shown
    FROM (SELECT unnest($pair_ids::VARCHAR[]) AS pair_id, unnest($standing::BOOLEAN[]) AS standing) s
    JOIN pairs q USING (pair_id) JOIN passages p USING (passage_no)
    WHERE q.split_from IS NOT NULL
) w
WHERE w.pair_no = pairs.pair_no AND w.shown <> pairs.active;

-- name: any_offshoot
-- Whether any pair was ever split.
SELECT 1 FROM decisions WHERE action = 'split' LIMIT 1;

-- name: offshoots_of_batch
-- The second queries of a batch, each with the passage of its pair.
SELECT d.text, p.passage_id
FROM decisions d JOIN pairs q USING (pair_no) JOIN passages p USING (passage_no)
WHERE d.batch_id = $batch_id AND d.action = 'split';

-- name: pairs_shown
-- Those of some pairs that are shown, by number.
SELECT q.pair_no, q.active
FROM (SELECT unnest($pair_ids::VARCHAR[]) AS pair_id) JOIN pairs q USING (pair_id) ORDER BY q.pair_no;
