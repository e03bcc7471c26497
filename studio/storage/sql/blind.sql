-- name: others_decided
-- Whether anybody but a reviewer has decided a pair.
SELECT 1 FROM pair_state WHERE reviewer NOT IN ('', $reviewer) LIMIT 1;

-- name: of_all
-- Whether a pair_id is of the $share that every reviewer judges, drawn by its hash: packets hand out the same ones first.
hash(pair_id, 'all')::DOUBLE <= $share * 18446744073709551615;

-- name: judged_by_all
-- Whether a pair is one of the $share that every reviewer judges.
SELECT {{of_all}} FROM pairs WHERE pair_no = $pair_no;

-- name: seen_state
-- What stands for pairs as a reviewer sees it, in the place of pair_state: of the $share that every reviewer judges, what
-- another said is hidden until they have answered too. Rules as in `studio.domain.blind`; a test holds both together.
(
    SELECT t.* REPLACE (
        CASE WHEN h.pair_no IS NULL THEN t.status ELSE 'undecided' END AS status,
        CASE WHEN h.pair_no IS NULL THEN t.comment ELSE '' END AS comment,
        CASE WHEN h.pair_no IS NULL THEN t.reviewer ELSE '' END AS reviewer,
        CASE WHEN h.pair_no IS NULL THEN t.decided_at END AS decided_at,
        CASE WHEN h.pair_no IS NULL THEN t.duplicate_of ELSE '' END AS duplicate_of,
        CASE WHEN h.pair_no IS NULL THEN t.grade END AS grade
    )
    FROM pair_state t LEFT JOIN (
        SELECT DISTINCT o.pair_no
        FROM pair_state o JOIN decisions d ON d.pair_no = o.pair_no AND d.made_at = o.decided_at
        WHERE {{of_all}}
          AND o.status <> 'undecided' AND o.claim = '' AND o.reviewer <> $reviewer
          AND o.pair_no NOT IN (
              SELECT m.pair_no FROM decisions m
              WHERE m.reviewer = $reviewer AND m.pair_no IS NOT NULL AND m.action IN (SELECT unnest($answers::VARCHAR[]))
                AND m.batch_id NOT IN (
                    SELECT target FROM decisions WHERE action IN ('undo', 'redo')
                    GROUP BY target HAVING arg_max(action, (made_at, event_id)) = 'undo'
                )
          )
    ) h USING (pair_no)
)
