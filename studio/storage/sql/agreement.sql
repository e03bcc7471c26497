-- name: answers_of_reviewers
-- What each reviewer says of each pair, or of each negative, that several answered: the last of theirs that stands. What
-- was said with the others' answers in view, and what nobody looked at, is no answer.
WITH undone AS (
    SELECT target AS batch_id FROM decisions WHERE action IN ('undo', 'redo')
    GROUP BY target HAVING arg_max(action, (made_at, event_id)) = 'undo'
),
last AS (
    SELECT pair_no, passage_id, reviewer, arg_max(action, (made_at, event_id)) AS action, max(made_at) AS made_at
    FROM decisions ANTI JOIN undone USING (batch_id)
    WHERE pair_no IS NOT NULL AND action IN (SELECT unnest($statuses::VARCHAR[])) AND shown <> 'disagreement'
    GROUP BY pair_no, passage_id, reviewer
)
SELECT l.pair_no, l.passage_id, p.group_id, l.reviewer, l.action, l.made_at
FROM last l JOIN pairs q USING (pair_no) JOIN passages p USING (passage_no)
WHERE q.active AND l.action IN (SELECT unnest($answers::VARCHAR[]))
QUALIFY count(*) OVER (PARTITION BY l.pair_no, l.passage_id) > 1
ORDER BY l.pair_no, l.passage_id, l.reviewer;

-- name: settled
-- When somebody decided a pair, or a negative, with everybody's answers in view.
WITH undone AS (
    SELECT target AS batch_id FROM decisions WHERE action IN ('undo', 'redo')
    GROUP BY target HAVING arg_max(action, (made_at, event_id)) = 'undo'
)
SELECT pair_no, passage_id, max(made_at) FROM decisions ANTI JOIN undone USING (batch_id)
WHERE shown = 'disagreement' AND pair_no IS NOT NULL AND action IN (SELECT unnest($answers::VARCHAR[]))
GROUP BY pair_no, passage_id;
