-- name: write_examples
-- One example a positive: active pairs that nobody rejected (or that were accepted), with edits, their promoted passages
-- as further positives, and the negatives that may be trained on, in their places. '' takes every side.
-- A query of a test set that was brought here is asked in no dataset ($teaching), whoever else wrote it.
-- Pairs from number $low to $high: all at once, the texts of a large project would not fit into memory.
-- duplicate_key is shared by passages that repeat one another, query_key by queries that ask the same.
-- grades are what people decided of passages for the query (graded_ids, in their order): 3 for the pair's own where
-- somebody saw and accepted it, or the grade that they gave it, 2 for one that answers too, 0 for a confirmed negative
-- and for the passage of a rejected pair that asks the same in the same words. Of two the higher.
COPY (
    WITH chosen AS (
        SELECT q.*, CASE WHEN s.claim <> '' THEN 'accepted_unseen' ELSE coalesce(s.status, 'undecided') END AS decision,
               coalesce(s.claim, '') AS claim, coalesce(s.query, q.query) AS asked, s.passage AS edited,
               coalesce(s.reviewer, '') AS reviewer, s.decided_at, coalesce(s.flagged, false) AS flagged, s.grade,
               coalesce(s.comment, '') AS comment
        FROM pairs q LEFT JOIN pair_state s USING (pair_no)
        WHERE q.pair_no BETWEEN $low AND $high AND q.active AND ($split = '' OR q.split = $split)
          AND (NOT $teaching OR {{plain_query}} NOT IN ({{brought_queries}}))
          AND (coalesce(s.status, '') = 'accepted' OR ($use = 'not_rejected' AND coalesce(s.status, '') <> 'rejected'))
    ),
    shown AS (
        SELECT passage_no, passage_id, document_id, group_id, split, coalesce(duplicate_of, passage_id) AS kind,
               array_to_string(list_filter(list_prepend(title, heading_path), lambda part: part <> ''), ' > ') AS head, text
        FROM passages WHERE active
    ),
    texts AS (
        SELECT passage_no, passage_id, document_id, group_id, split, kind, head, CASE WHEN head = '' THEN text ELSE head || chr(10) || text END AS text
        FROM shown
    ),
    positives AS (
        SELECT pair_no, passage_no, 0 AS further FROM chosen
        UNION ALL
        SELECT j.pair_no, j.passage_no, 1 FROM negative_state j JOIN chosen USING (pair_no) WHERE j.verdict = 'promoted'
    ),
    kinds AS (
        SELECT o.pair_no, list(t.kind) AS kinds FROM positives o JOIN texts t USING (passage_no) GROUP BY o.pair_no
    ),
    places AS (
        SELECT coalesce(m.pair_no, j.pair_no) AS pair_no, coalesce(m.passage_no, j.passage_no) AS passage_no,
               coalesce(m.position, 0) AS position, coalesce(m.suspect, false) AS suspect,
               coalesce(j.verdict, 'unjudged') AS verdict, coalesce(j.added, 0) AS added, j.replaces
        FROM (
            SELECT n.* FROM (SELECT * FROM negatives WHERE pair_no BETWEEN $low AND $high) n JOIN chosen USING (pair_no)
        ) m
        FULL JOIN (SELECT s.* FROM negative_state s JOIN chosen USING (pair_no)) j
            ON j.pair_no = m.pair_no AND j.passage_no = m.passage_no
    ),
    relevant AS (
        SELECT pair_no, list(passage_id ORDER BY passage_id) AS relevant_ids
        FROM (
            SELECT j.pair_no, p.passage_id
            FROM negative_state j JOIN chosen USING (pair_no) JOIN passages p ON p.passage_no = j.passage_no
            WHERE j.verdict IN ('false', 'promoted')
        )
        GROUP BY pair_no
    ),
    refused AS (
        SELECT q.passage_no, coalesce(s.query, q.query) AS asked
        FROM pairs q JOIN pair_state s USING (pair_no)
        WHERE q.active AND ($split = '' OR q.split = $split) AND s.status = 'rejected' AND s.duplicate_of = ''
    ),
    said AS (
        SELECT pair_no, passage_no, coalesce(grade, 3) AS grade FROM chosen WHERE decision = 'accepted'
        UNION ALL
        SELECT j.pair_no, j.passage_no, CASE WHEN j.verdict = 'hard' THEN 0 ELSE 2 END
        FROM negative_state j JOIN chosen USING (pair_no) WHERE j.verdict IN ('hard', 'false', 'promoted')
        UNION ALL
        SELECT c.pair_no, r.passage_no, 0 FROM refused r JOIN chosen c USING (asked)
    ),
    graded AS (
        SELECT pair_no, list(passage_id ORDER BY passage_id) AS graded_ids, list(grade ORDER BY passage_id) AS grades
        FROM (
            SELECT s.pair_no, p.passage_id, max(s.grade)::BIGINT AS grade
            FROM said s JOIN passages p USING (passage_no)
            WHERE p.active AND ($split = '' OR p.split <> 'test')
            GROUP BY s.pair_no, p.passage_id
        )
        GROUP BY pair_no
    ),
    merged AS (
        SELECT s.duplicate_of AS pair_id, list(q.pair_id ORDER BY q.pair_id) AS pair_ids
        FROM pair_state s JOIN pairs q USING (pair_no) WHERE s.duplicate_of <> '' AND q.active GROUP BY s.duplicate_of
    ),
    usable AS (
        SELECT n.pair_no, t.passage_id, t.text,
               CASE WHEN n.position > 0 THEN n.position ELSE coalesce(r.position, 100) END AS place, n.added
        FROM places n
        JOIN texts t USING (passage_no)
        JOIN kinds k ON k.pair_no = n.pair_no
        LEFT JOIN places r ON r.pair_no = n.pair_no AND r.passage_no = n.replaces AND r.position > 0
        WHERE (n.position > 0 OR n.added > 0 OR n.verdict = 'hard')
          AND (n.verdict = 'hard' OR (n.verdict = 'unjudged' AND NOT n.suspect))
          AND NOT list_contains(k.kinds, t.kind)
    ),
    negatives_of AS (
        SELECT pair_no, list(passage_id ORDER BY place, added, passage_id) AS negative_ids,
               list(text ORDER BY place, added, passage_id) AS negatives
        FROM usable GROUP BY pair_no
    )
    SELECT c.pair_id, c.asked AS query, t.passage_id AS positive_id,
           CASE WHEN o.further = 0 AND c.edited IS NOT NULL
                THEN CASE WHEN t.head = '' THEN c.edited ELSE t.head || chr(10) || c.edited END
                ELSE t.text END AS positive,
           coalesce(n.negative_ids, []) AS negative_ids, coalesce(n.negatives, []) AS negatives,
           t.kind AS duplicate_key, coalesce(c.duplicate_of, c.pair_id) AS query_key,
           coalesce(r.relevant_ids, []) AS relevant_ids, t.group_id, t.document_id,
           CASE WHEN t.split = 'test' THEN 'test' ELSE c.split END AS split,
           c.style, c.source, c.model, c.prompt_version, c.decision, c.claim, c.reviewer, c.decided_at, c.flagged, c.comment,
           CASE WHEN o.further = 0 THEN 'pair' ELSE 'reviewer' END AS positive_from, c.query AS original_query,
           CASE WHEN o.further = 0 THEN c.grade END AS grade,
           coalesce(d.graded_ids, []) AS graded_ids, coalesce(d.grades, []) AS grades,
           c.split_from, coalesce(g.pair_ids, []) AS merged_pairs,
           CASE WHEN o.further = 0 THEN c.dense_rank END AS dense_rank,
           CASE WHEN o.further = 0 THEN c.bm25_rank END AS bm25_rank,
           CASE WHEN o.further = 0 THEN c.positive_score END AS positive_score,
           CASE WHEN o.further = 0 THEN c.overlap END AS overlap, CASE WHEN o.further = 0 THEN c.margin END AS margin,
           left(sha256(c.asked), 16) AS query_hash, left(sha256(t.text), 16) AS positive_hash
    FROM positives o
    JOIN chosen c USING (pair_no)
    JOIN texts t ON t.passage_no = o.passage_no
    LEFT JOIN negatives_of n ON n.pair_no = o.pair_no
    LEFT JOIN relevant r ON r.pair_no = o.pair_no
    LEFT JOIN graded d ON d.pair_no = o.pair_no
    LEFT JOIN merged g ON g.pair_id = c.pair_id
    WHERE $split = '' OR t.split <> 'test'
    ORDER BY c.pair_no, o.further, t.passage_id
) TO $path (FORMAT parquet, ROW_GROUP_SIZE 4096, COMPRESSION uncompressed);

-- name: write_enriching
-- Queries, with edits, and each passage that answers them, of every side: what may enrich an index. A passage of the
-- test side keeps its queries there, whichever side they were written on. A query that a person edited, or found a
-- passage for, is a person's there.
COPY (
    WITH chosen AS (
        SELECT q.pair_no, q.passage_no, q.split, coalesce(s.query, q.query) AS query,
               CASE WHEN s.query <> q.query THEN 'human' ELSE q.source END AS source
        FROM pairs q LEFT JOIN pair_state s USING (pair_no)
        WHERE q.active
          AND (coalesce(s.status, '') = 'accepted' OR ($use = 'not_rejected' AND coalesce(s.status, '') <> 'rejected'))
    ),
    answered AS (
        SELECT pair_no, passage_no FROM chosen
        UNION
        SELECT j.pair_no, j.passage_no FROM negative_state j JOIN chosen USING (pair_no)
        WHERE j.verdict IN ('false', 'promoted')
    )
    SELECT c.query, p.passage_id AS positive_id, CASE WHEN p.split = 'test' THEN 'test' ELSE c.split END AS split,
           CASE WHEN a.passage_no <> c.passage_no THEN 'human' ELSE c.source END AS source
    FROM answered a JOIN chosen c USING (pair_no) JOIN passages p ON p.passage_no = a.passage_no
    WHERE p.active
    ORDER BY c.pair_no, p.passage_no
) TO $path (FORMAT parquet);

-- name: pair_range
-- The lowest and the highest number of a pair.
SELECT coalesce(min(pair_no), 0), coalesce(max(pair_no), 0) FROM pairs;

-- name: join_examples
-- The parts of a dataset as one file, in their order.
COPY (FROM read_parquet($parts::VARCHAR[])) TO $path (FORMAT parquet, ROW_GROUP_SIZE 4096);

-- name: describe_examples
-- Hash and counts of what was written: the hash covers what is trained on, in a fixed order (negatives by their names,
-- which follow from their texts), and grades where there are any: without, it is what it was before datasets held them.
SELECT left(sha256(coalesce(string_agg(sha256(
           pair_id || chr(0) || query || chr(0) || positive_id || chr(0) || positive || chr(0)
           || duplicate_key || chr(0) || query_key || chr(0) || array_to_string(relevant_ids, chr(0)) || chr(0)
           || array_to_string(negative_ids, chr(0)) || coalesce(chr(0) || grade, '')
           || CASE WHEN len(grades) = 0 THEN ''
                   ELSE chr(1) || array_to_string(graded_ids, chr(0)) || chr(1) || array_to_string(grades, chr(0)) END
       ), '' ORDER BY pair_id, positive_id), '')), 16),
       count(*), count(DISTINCT pair_id), count(DISTINCT pair_id) FILTER (decision = 'accepted'),
       coalesce(sum(len(negative_ids)), 0), count(DISTINCT group_id)
FROM read_parquet($examples);

-- name: put_dataset
-- A dataset; one of the same hash is the same dataset.
INSERT INTO datasets VALUES ($dataset_hash, $created_at, $path, $examples, $pairs, $accepted, $negatives, $groups, $use)
ON CONFLICT (dataset_hash) DO NOTHING;

-- name: put_dataset_documents
-- The documents whose passages are positives of a dataset.
INSERT INTO dataset_documents
SELECT DISTINCT $dataset_hash, document_id FROM read_parquet($examples)
WHERE NOT EXISTS (FROM dataset_documents WHERE dataset_hash = $dataset_hash);

-- name: datasets
-- All datasets, newest first.
SELECT dataset_hash, created_at, path, examples, pairs, accepted, negatives, groups, use
FROM datasets ORDER BY created_at DESC, dataset_hash;

-- name: put_dataset_pairs
-- The pairs of a dataset.
INSERT INTO dataset_pairs
SELECT DISTINCT $dataset_hash, pair_id FROM read_parquet($examples)
WHERE NOT EXISTS (FROM dataset_pairs WHERE dataset_hash = $dataset_hash);

-- name: dataset_asked
-- Queries of a dataset that test sets ask which were brought here since.
SELECT DISTINCT asked
FROM (
    SELECT coalesce(s.query, q.query) AS asked
    FROM dataset_pairs t JOIN pairs q USING (pair_id) LEFT JOIN pair_state s USING (pair_no)
    WHERE t.dataset_hash = $dataset_hash
)
WHERE {{plain_query}} IN ({{brought_queries}})
ORDER BY asked;

-- name: dataset_held_out
-- Documents of a dataset that are held out today: as a whole, under another name of before, or by one of the queries that
-- it teaches.
SELECT t.document_id
FROM dataset_documents t JOIN documents d USING (document_id)
WHERE t.dataset_hash = $dataset_hash AND d.active AND d.split = 'test'
UNION
SELECT p.document_id
FROM dataset_pairs t JOIN pairs q USING (pair_id) JOIN passages o USING (passage_no) JOIN passages p ON p.text = o.text
WHERE t.dataset_hash = $dataset_hash AND NOT o.active AND p.active AND p.split = 'test'
UNION
SELECT p.document_id
FROM dataset_pairs t JOIN pairs q USING (pair_id) JOIN passages p USING (passage_no)
WHERE t.dataset_hash = $dataset_hash AND q.active AND q.split <> 'train'
ORDER BY ALL;
