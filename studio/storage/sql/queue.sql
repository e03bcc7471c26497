-- name: queue_ids
-- Numbers of the queue's pairs; conditions, an order and a limit follow, and $passages is a join where they need it.
SELECT q.pair_no
FROM pairs q $passages LEFT JOIN $state s USING (pair_no)
WHERE q.active

-- name: queue_tops
-- The first pairs of several orders and how many there are in all, by one scan; conditions stand in $where, one
-- `queue_top` an order in $tops. Above the lowest 32 bits of a number stands which order it is of, from 1, or 0 for the
-- count.
WITH matched AS MATERIALIZED (
    SELECT q.pair_no, q.worth, q.margin, $features AS features
    FROM pairs q $passages LEFT JOIN $state s USING (pair_no)
    WHERE q.active $where
)
SELECT count(*)::BIGINT FROM matched
$tops

-- name: queue_top
-- The first pairs of one order, as a part of queue_tops.
UNION ALL SELECT $source::BIGINT << 32 | pair_no FROM (SELECT q.pair_no FROM matched q ORDER BY $order LIMIT $limit)

-- name: queue_said
-- How those of the queue's pairs stand that a person said anything of, and which were decided last, the last one first;
-- conditions stand in $where. Above the lowest 32 bits of a number stands which count it is, or 0 for a pair.
WITH said AS MATERIALIZED (
    SELECT q.pair_no, s.status, s.decided_at, s.flagged, s.query IS NOT NULL OR s.passage IS NOT NULL AS edited,
           s.comment <> '' AS commented
    FROM $state s JOIN pairs q USING (pair_no) $passages
    WHERE q.active $where
)
SELECT unnest([
    1::BIGINT << 32 | count(*) FILTER (status <> 'undecided'), 2::BIGINT << 32 | count(*) FILTER (status = 'accepted'),
    3::BIGINT << 32 | count(*) FILTER (status = 'rejected'), 4::BIGINT << 32 | count(*) FILTER (status = 'skipped'),
    5::BIGINT << 32 | count(*) FILTER (status = 'cant_tell'), 6::BIGINT << 32 | count(*) FILTER (flagged),
    7::BIGINT << 32 | count(*) FILTER (edited), 8::BIGINT << 32 | count(*) FILTER (commented)
]) FROM said
UNION ALL SELECT pair_no::BIGINT FROM (
    SELECT pair_no FROM said WHERE status IN ('accepted', 'rejected', 'cant_tell')
    ORDER BY decided_at DESC, pair_no LIMIT $limit
)

-- name: queue_negatives
-- Shown negatives that nobody judged, each with its pair as one number; conditions on the pair, an order and a limit
-- follow.
SELECT n.passage_no::BIGINT << $bit | n.pair_no
FROM (
    SELECT pair_no, passage_no, suspect, margin FROM negatives WHERE position > 0 AND (suspect OR NOT $suspects)
    UNION ALL
    SELECT j.pair_no, j.passage_no, false, NULL FROM negative_state j
    WHERE j.added > 0 AND j.verdict = 'unjudged' AND NOT $suspects AND NOT EXISTS (
        FROM negatives m WHERE m.pair_no = j.pair_no AND m.passage_no = j.passage_no AND m.position > 0
    )
) n
JOIN pairs q USING (pair_no) $passages
LEFT JOIN $state s USING (pair_no)
LEFT JOIN negative_state j ON j.pair_no = n.pair_no AND j.passage_no = n.passage_no
WHERE q.active AND coalesce(j.verdict, 'unjudged') = 'unjudged'

-- name: order_negatives
-- The negatives most worth judging first: suspects, then those that score closest to the positive; last those of pairs
-- that were rejected.
coalesce(s.status = 'rejected', false), n.suspect DESC, n.margin DESC NULLS LAST, hash(n.pair_no), n.passage_no

-- name: lost_pairs
-- Pairs whose passage answers a query on which the last finished run fails or does worse than its base, worst first.
WITH latest AS (SELECT run_id FROM runs WHERE done ORDER BY created_at DESC LIMIT 1),
failed AS (
    SELECT r.test_set, a.query_id, min(a.ndcg_10) AS now, min(a.ndcg_10 - b.ndcg_10) AS gained
    FROM results r
    JOIN latest USING (run_id)
    JOIN results u ON u.test_set = r.test_set AND u.dimensions = r.dimensions AND u.kind = 'base'
        AND u.precision = 'float32'
    JOIN per_query a ON a.row_id = r.row_id
    JOIN per_query b ON b.row_id = u.row_id AND b.query_id = a.query_id
    WHERE r.kind = 'run' AND r.precision = 'float32'
    GROUP BY r.test_set, a.query_id
    HAVING now < 0.5 OR gained < 0
)
SELECT q.pair_no
FROM failed f
JOIN qrels g ON g.test_set = f.test_set AND g.query_id = f.query_id AND g.grade > 0
JOIN passages p ON p.passage_id = g.unit_id
JOIN pairs q USING (passage_no)
WHERE q.active
GROUP BY q.pair_no
ORDER BY min(f.gained + f.now), q.pair_no;

-- name: rejected_pairs
-- How many pairs stand rejected.
SELECT count(*) FROM pair_state s JOIN pairs q USING (pair_no) WHERE q.active AND s.status = 'rejected';

-- name: last_finds
-- Of the $last pairs that a person decided last: how many, and how many were not right as they stood.
SELECT count(*), count(*) FILTER (wrong)
FROM (
    SELECT s.status = 'rejected' OR s.query IS NOT NULL OR s.passage IS NOT NULL AS wrong
    FROM pair_state s JOIN pairs q USING (pair_no)
    WHERE q.active AND s.status IN ('accepted', 'rejected') AND s.claim = ''
    ORDER BY s.decided_at DESC, q.pair_no LIMIT $last
);

-- name: export_pair_queries
-- Number and query of every active pair.
COPY (
    SELECT q.pair_no, coalesce(s.query, q.query) AS query
    FROM pairs q LEFT JOIN pair_state s USING (pair_no) WHERE q.active ORDER BY q.pair_no
) TO $path (FORMAT parquet);

-- name: decided_features
-- Pairs that a person accepted or rejected, the last $limit of them: whether rejected, and what is known of the pair.
SELECT s.status = 'rejected', $features
FROM pairs q JOIN pair_state s USING (pair_no)
WHERE q.active AND s.status IN ('accepted', 'rejected')
ORDER BY s.decided_at DESC, q.pair_no LIMIT $limit;

-- name: features
-- What a pair is judged by before a person does, as a list of numbers: the order of `studio.domain.learning.FEATURES`.
[ln(1 + coalesce(q.dense_rank, 1000)), ln(1 + coalesce(q.bm25_rank, 1000)), coalesce(q.positive_score, 0),
 coalesce(q.margin, 0), ln(1 + q.suspects), coalesce(q.overlap, 0), (q.duplicate_of IS NOT NULL)::DOUBLE,
 (q.shortfall IS NOT NULL)::DOUBLE, ln(1 + length(q.query))]

-- name: order_learned
-- What is most like the rejected pairs first.
list_dot_product($features, $weights::DOUBLE[]) DESC, q.worth DESC, hash(q.pair_no)

-- name: queue_disagreeing
-- Both searches find the passage first, and yet the pair is like the rejected ones; or neither finds it, and it is not.
CASE WHEN greatest(q.dense_rank, q.bm25_rank) = 1 THEN list_dot_product($features, $weights::DOUBLE[]) > $middle
     ELSE least(q.dense_rank, q.bm25_rank) > $deep AND list_dot_product($features, $weights::DOUBLE[]) < $middle END

-- name: order_disagreeing
-- Where what was learned contradicts the round trip most first.
abs(list_dot_product($features, $weights::DOUBLE[]) - $middle) DESC, q.worth DESC, hash(q.pair_no)

-- name: order_uncertain
-- The pairs whose best negative scores closest to the positive, above or below it.
abs(q.margin) NULLS LAST, hash(q.pair_no)

-- name: queue_counts
-- How the queue's pairs stand; conditions follow.
SELECT count(*),
       count(*) FILTER (s.status = 'accepted'), count(*) FILTER (s.status = 'rejected'),
       count(*) FILTER (s.status = 'skipped'), count(*) FILTER (s.status = 'cant_tell'),
       count(*) FILTER (s.flagged), count(*) FILTER (s.query IS NOT NULL OR s.passage IS NOT NULL),
       count(*) FILTER (s.comment <> '')
FROM pairs q $passages LEFT JOIN $state s USING (pair_no)
WHERE q.active

-- name: queue_standing
-- How some pairs stand.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no)
SELECT count(*),
       count(*) FILTER (s.status = 'accepted'), count(*) FILTER (s.status = 'rejected'),
       count(*) FILTER (s.status = 'skipped'), count(*) FILTER (s.status = 'cant_tell'),
       count(*) FILTER (s.flagged), count(*) FILTER (s.query IS NOT NULL OR s.passage IS NOT NULL),
       count(*) FILTER (s.comment <> '')
FROM wanted LEFT JOIN $state s USING (pair_no);

-- name: queue_total
-- How many pairs the queue has.
SELECT count(*) FROM pairs WHERE active;

-- name: queue_totals
-- How all of the queue's pairs stand: as queue_counts without conditions, for every key that takes a decision back.
SELECT (SELECT count(*) FROM pairs WHERE active),
       count(*) FILTER (s.status = 'accepted'), count(*) FILTER (s.status = 'rejected'),
       count(*) FILTER (s.status = 'skipped'), count(*) FILTER (s.status = 'cant_tell'),
       count(*) FILTER (s.flagged), count(*) FILTER (s.query IS NOT NULL OR s.passage IS NOT NULL),
       count(*) FILTER (s.comment <> '')
FROM $state s ANTI JOIN (SELECT pair_no FROM pairs WHERE NOT active) retired USING (pair_no);

-- name: queue_rows
-- Lines of some pairs: number, name, query as it stands, status, and whether it is flagged, edited, commented.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no)
SELECT pair_no, q.pair_id, coalesce(s.query, q.query), coalesce(s.status, 'undecided'), coalesce(s.flagged, false),
       s.query IS NOT NULL OR s.passage IS NOT NULL, coalesce(s.comment, '') <> ''
FROM wanted JOIN pairs q USING (pair_no) LEFT JOIN $state s USING (pair_no);

-- name: queue_passages
-- What tells some passages apart in a list: title, headings, the first $most characters.
WITH wanted AS (SELECT unnest($passage_nos::INTEGER[]) AS passage_no)
SELECT passage_no, title, heading_path, left(text, $most) FROM wanted JOIN passages USING (passage_no);

-- name: negative_verdicts
-- What a person said of some negatives.
WITH wanted AS (SELECT unnest($pair_nos::INTEGER[]) AS pair_no, unnest($passage_nos::INTEGER[]) AS passage_no)
SELECT pair_no, passage_no, verdict FROM wanted JOIN negative_state USING (pair_no, passage_no);

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
