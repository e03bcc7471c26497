-- name: export_wanting
-- Active passages that want queries: those of no active pair, or every one; repeats of another passage want none.
COPY (
    {{passage_frame}}
    WHERE p.active AND p.duplicate_of IS NULL
      AND ($every OR NOT EXISTS (FROM pairs WHERE pairs.passage_no = p.passage_no))
    ORDER BY p.document_id, p.ordinal
) TO $path (FORMAT parquet);

-- name: wanting
-- How many active passages want queries.
SELECT count(*) FROM passages p
WHERE p.active AND p.duplicate_of IS NULL
  AND ($every OR NOT EXISTS (FROM pairs WHERE pairs.passage_no = p.passage_no));

-- name: read_queries
-- Row number, query and passage of everything that a generate job wrote.
SELECT file_row_number, query, passage_id FROM read_parquet($queries, file_row_number = true)
WHERE trim(query) <> '' ORDER BY file_row_number;

-- name: add_pairs
-- Pairs that are not there yet, in the order of the file; a pair written twice is one. Their sides: see follow_passages.
INSERT INTO pairs (pair_no, pair_id, query, style, source, model, prompt_version, passage_no, split, active, worth, reason)
SELECT (SELECT coalesce(max(pair_no), 0) FROM pairs) + row_number() OVER (ORDER BY named.row),
       named.pair_id, trim(q.query), q.style, q.source, q.model, q.prompt_version, p.passage_no,
       CASE WHEN p.split = 'dev' AND md5_number_lower(named.pair_id) % 3 <> 0 THEN 'train' ELSE p.split END, p.active, 0, $reason
FROM (
    SELECT min(row) AS row, pair_id
    FROM (SELECT unnest($rows::BIGINT[]) AS row, unnest($pair_ids::VARCHAR[]) AS pair_id)
    GROUP BY pair_id
) AS named
JOIN read_parquet($queries, file_row_number = true) AS q ON q.file_row_number = named.row
JOIN passages p USING (passage_id)
WHERE NOT EXISTS (FROM pairs old WHERE old.pair_id = named.pair_id)
ORDER BY named.row;

-- name: add_generate_problems
-- Passages that a generate job got no queries for.
INSERT INTO problems SELECT $job_id, 'generate', passage_id, reason FROM read_parquet($problems);

-- name: export_pairs
-- Every active pair as a PAIRS frame, the query as a person edited it.
COPY (
    SELECT q.pair_id, coalesce(s.query, q.query) AS query, q.style, p.passage_id, p.document_id, p.group_id, p.split
    FROM pairs q
    JOIN passages p USING (passage_no)
    LEFT JOIN pair_state s USING (pair_no)
    WHERE q.active
    ORDER BY q.pair_no
) TO $path (FORMAT parquet);

-- name: export_protected
-- Passages that a person took out of a pair's negatives: promoted, false or dropped.
COPY (
    SELECT q.pair_id, p.passage_id
    FROM negative_state s JOIN pairs q USING (pair_no) JOIN passages p ON p.passage_no = s.passage_no
    WHERE q.active AND s.verdict IN ('promoted', 'false', 'dropped')
    ORDER BY q.pair_no, p.passage_no
) TO $path (FORMAT parquet);

-- name: read_scores
-- What a mine job measured, by the number of the pair.
SELECT q.pair_no, q.query, s.dense_rank, s.bm25_rank, s.positive_score, s.overlap, s.margin, s.suspects,
       s.duplicate_of, s.shortfall
FROM read_parquet($scores) s JOIN pairs q USING (pair_id)
ORDER BY q.pair_no;

-- name: put_scores
-- What a mine job measured, with the worth and reason that follow from it.
UPDATE pairs SET mined = true, dense_rank = s.dense_rank, bm25_rank = s.bm25_rank, positive_score = s.positive_score,
                 overlap = s.overlap, margin = s.margin, suspects = s.suspects, duplicate_of = s.duplicate_of,
                 shortfall = s.shortfall, worth = w.worth, reason = w.reason
FROM read_parquet($scores) s
JOIN pairs q USING (pair_id)
JOIN (
    SELECT unnest($pair_nos::INTEGER[]) AS pair_no, unnest($worths::DOUBLE[]) AS worth, unnest($reasons::VARCHAR[]) AS reason
) AS w USING (pair_no)
WHERE pairs.pair_no = w.pair_no;

-- name: clear_negatives
-- Forget the mined negatives of the pairs that were mined again, but for those that a person judged.
DELETE FROM negatives
WHERE pair_no IN (SELECT q.pair_no FROM read_parquet($scores) s JOIN pairs q USING (pair_id))
  AND NOT EXISTS (
      FROM negative_state j WHERE j.pair_no = negatives.pair_no AND j.passage_no = negatives.passage_no
  );

-- name: clear_remined
-- Judged negatives that were mined again take their new place, rank and score.
DELETE FROM negatives
USING read_parquet($negatives) n JOIN pairs q USING (pair_id) JOIN passages p ON p.passage_id = n.passage_id
WHERE negatives.pair_no = q.pair_no AND negatives.passage_no = p.passage_no AND n.position > 0;

-- name: add_negatives
-- What a mine job found, but for what is still there.
INSERT INTO negatives
SELECT q.pair_no, p.passage_no, n.position, n.rank, n.score, n.margin, n.origin, n.suspect
FROM read_parquet($negatives) n JOIN pairs q USING (pair_id) JOIN passages p ON p.passage_id = n.passage_id
WHERE NOT EXISTS (FROM negatives old WHERE old.pair_no = q.pair_no AND old.passage_no = p.passage_no)
ORDER BY q.pair_no, n.position;

-- name: card
-- One pair as it was written and measured.
SELECT pair_id, query, style, source, model, prompt_version, passage_no, split, reason, dense_rank, bm25_rank,
       positive_score, overlap, margin, suspects, duplicate_of, shortfall
FROM pairs WHERE pair_no = $pair_no;

-- name: card_negatives
-- The mined negatives of a pair, those in the pool too.
SELECT passage_no, position, rank, score, margin, origin, suspect FROM negatives WHERE pair_no = $pair_no;

-- name: card_passages
-- Some passages: that of a pair and those of its negatives.
WITH wanted AS (SELECT unnest($passage_nos::INTEGER[]) AS passage_no)
SELECT passage_no, active, passage_id, document_id, title, heading_path, text, tokens
FROM wanted JOIN passages USING (passage_no);

-- name: alike
-- Pairs that may ask what one asks: the same words first, then those that mining found to repeat it, then other queries
-- of its passage.
WITH own AS (
    SELECT q.pair_no, q.pair_id, q.passage_no, coalesce(q.duplicate_of, q.pair_id) AS root,
           lower(trim(coalesce(s.query, q.query))) AS asked
    FROM pairs q LEFT JOIN pair_state s USING (pair_no) WHERE q.pair_no = $pair_no
)
SELECT q.pair_no
FROM pairs q LEFT JOIN pair_state s USING (pair_no), own o
WHERE q.active AND q.pair_no <> o.pair_no AND coalesce(s.status, '') <> 'rejected'
  AND (lower(trim(coalesce(s.query, q.query))) = o.asked OR q.duplicate_of = o.root OR q.pair_id = o.root
       OR q.passage_no = o.passage_no)
ORDER BY lower(trim(coalesce(s.query, q.query))) = o.asked DESC,
         coalesce(q.duplicate_of = o.root OR q.pair_id = o.root, false) DESC, q.pair_no
LIMIT $limit;
