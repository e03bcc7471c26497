-- name: queue_ids
-- Numbers of the queue's pairs; conditions and an order follow.
SELECT q.pair_no
FROM pairs q JOIN passages p USING (passage_no) LEFT JOIN pair_state s USING (pair_no)
WHERE q.active

-- name: queue_counts
-- How the queue's pairs stand; conditions follow.
SELECT count(*),
       count(*) FILTER (s.status = 'accepted'), count(*) FILTER (s.status = 'rejected'),
       count(*) FILTER (s.status = 'skipped'), count(*) FILTER (s.status = 'cant_tell'),
       count(*) FILTER (s.flagged), count(*) FILTER (s.query IS NOT NULL OR s.passage IS NOT NULL),
       count(*) FILTER (s.comment <> '')
FROM pairs q JOIN passages p USING (passage_no) LEFT JOIN pair_state s USING (pair_no)
WHERE q.active

-- name: queue_rows
-- List rows of some pairs.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no),
judged AS (
    SELECT n.pair_no, count(*) AS suspects
    FROM (SELECT * FROM negative_state WHERE verdict <> 'unjudged') j
    JOIN wanted USING (pair_no)
    JOIN negatives n ON n.pair_no = j.pair_no AND n.passage_no = j.passage_no AND n.suspect
    GROUP BY n.pair_no
)
SELECT q.pair_no, q.pair_id, coalesce(s.query, q.query), coalesce(s.status, 'undecided'), coalesce(s.flagged, false),
       s.query IS NOT NULL OR s.passage IS NOT NULL, coalesce(s.comment, '') <> '',
       greatest(q.suspects - coalesce(j.suspects, 0), 0)
FROM wanted JOIN pairs q USING (pair_no) LEFT JOIN pair_state s USING (pair_no) LEFT JOIN judged j USING (pair_no);

-- name: order_suspicious
-- The pairs most worth judging first; those worth the same in an order that follows no document.
q.worth DESC, hash(q.pair_no)

-- name: order_document
-- As the documents stand.
p.document_id, p.ordinal, q.pair_no

-- name: order_newest
-- The last written first.
q.pair_no DESC

-- name: order_random
-- An order that follows nothing, the same every time.
hash(q.pair_no), q.pair_no

-- name: order_margin
-- The pairs whose best negative comes closest to the positive, or highest above it, first.
q.margin DESC NULLS LAST, q.pair_no
