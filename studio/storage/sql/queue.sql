-- name: queue_ids
-- Numbers of the queue's pairs; conditions and an order follow, and $passages is a join where they need it.
SELECT q.pair_no
FROM pairs q $passages LEFT JOIN pair_state s USING (pair_no)
WHERE q.active

-- name: queue_counts
-- How the queue's pairs stand; conditions follow.
SELECT count(*),
       count(*) FILTER (s.status = 'accepted'), count(*) FILTER (s.status = 'rejected'),
       count(*) FILTER (s.status = 'skipped'), count(*) FILTER (s.status = 'cant_tell'),
       count(*) FILTER (s.flagged), count(*) FILTER (s.query IS NOT NULL OR s.passage IS NOT NULL),
       count(*) FILTER (s.comment <> '')
FROM pairs q $passages LEFT JOIN pair_state s USING (pair_no)
WHERE q.active

-- name: queue_totals
-- How all of the queue's pairs stand: as queue_counts without conditions, for every key that takes a decision back.
SELECT (SELECT count(*) FROM pairs WHERE active),
       count(*) FILTER (s.status = 'accepted'), count(*) FILTER (s.status = 'rejected'),
       count(*) FILTER (s.status = 'skipped'), count(*) FILTER (s.status = 'cant_tell'),
       count(*) FILTER (s.flagged), count(*) FILTER (s.query IS NOT NULL OR s.passage IS NOT NULL),
       count(*) FILTER (s.comment <> '')
FROM pair_state s ANTI JOIN (SELECT pair_no FROM pairs WHERE NOT active) retired USING (pair_no);

-- name: queue_rows
-- List rows of some pairs, as they were written.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no)
SELECT pair_no, pair_id, query FROM wanted JOIN pairs USING (pair_no);

-- name: queue_states
-- What a person said of some pairs.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no)
SELECT pair_no, status, flagged, query, query IS NOT NULL OR passage IS NOT NULL, comment <> ''
FROM wanted JOIN pair_state USING (pair_no);

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
-- An order that follows nothing, the same every time; not the one that settles ties, or draws would follow it.
hash(q.pair_no, 'drawn'), q.pair_no

-- name: order_margin
-- The pairs whose best negative comes closest to the positive, or highest above it, first.
q.margin DESC NULLS LAST, q.pair_no
