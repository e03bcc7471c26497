-- name: write_standing
-- How active pairs stand, all of them or those of some numbers: the query with edits, its side, and the passages that
-- answer it, its own first; in no order. An edited query is a person's. Of some numbers, those that left stand as rejected.
COPY (
    WITH wanted AS (
        SELECT pair_no FROM pairs WHERE $every AND active
        UNION ALL
        SELECT unnest($pair_nos::INTEGER[]) AS pair_no
    )
    SELECT q.pair_no, coalesce(s.query, q.query) AS query, q.split,
           CASE WHEN q.active THEN coalesce(s.status, 'undecided') ELSE 'rejected' END AS status,
           CASE WHEN s.query <> q.query THEN 'human' ELSE q.source END AS source,
           list_concat([o.passage_id], coalesce(f.passages, [])) AS passages
    FROM wanted JOIN pairs q USING (pair_no)
    JOIN passages o ON o.passage_no = q.passage_no
    LEFT JOIN pair_state s USING (pair_no)
    LEFT JOIN (
        SELECT j.pair_no, list(p.passage_id ORDER BY p.passage_no) AS passages
        FROM negative_state j JOIN passages p ON p.passage_no = j.passage_no
        WHERE j.verdict IN ('false', 'promoted') AND p.active
        GROUP BY j.pair_no
    ) f USING (pair_no)
) TO $path (FORMAT parquet, ROW_GROUP_SIZE 8192);

-- name: write_corpus
-- Every active passage as a PASSAGES frame, in no order and in small parts: memory is spared where this runs.
COPY (
    {{passage_frame}}
    WHERE p.active
) TO $path (FORMAT parquet, ROW_GROUP_SIZE 8192);

-- name: decided_since
-- The pairs that events after a time speak of, those of batches undone or redone too, and those split off from them.
WITH fresh AS (SELECT pair_no, target FROM decisions WHERE made_at > $since),
told AS (
    SELECT pair_no FROM fresh WHERE pair_no IS NOT NULL
    UNION
    SELECT d.pair_no FROM decisions d JOIN (SELECT DISTINCT target FROM fresh WHERE target <> '') f ON d.batch_id = f.target
    WHERE d.pair_no IS NOT NULL
)
SELECT pair_no FROM told
UNION
SELECT n.pair_no FROM told t JOIN pairs o USING (pair_no) JOIN pairs n ON n.split_from = coalesce(o.split_from, o.pair_id);
