-- name: share_with_all
-- Hand a reviewer the pairs that everybody gets: a share of all, the same for all, whether somebody decided them or not.
INSERT INTO shares
SELECT $reviewer, pair_no
FROM (SELECT pair_no, row_number() OVER (ORDER BY hash(pair_id, 'all'), pair_no) AS place FROM pairs WHERE active)
WHERE place <= $many AND pair_no NOT IN (SELECT pair_no FROM shares WHERE reviewer = $reviewer);

-- name: share_with_one
-- Hand a reviewer pairs that nobody decided and nobody was handed, an even draw of them.
INSERT INTO shares
SELECT $reviewer, q.pair_no
FROM pairs q LEFT JOIN pair_state s USING (pair_no)
WHERE q.active AND coalesce(s.status, 'undecided') = 'undecided' AND q.pair_no NOT IN (SELECT pair_no FROM shares)
ORDER BY hash(q.pair_id, 'all'), q.pair_no
LIMIT $many;

-- name: share_pairs
-- The pairs that a reviewer was handed, as they were written and measured.
COPY (SELECT q.* FROM pairs q JOIN (SELECT DISTINCT pair_no FROM shares WHERE reviewer = $reviewer) USING (pair_no)
      ORDER BY pair_no) TO $path (FORMAT parquet);

-- name: share_negatives
-- Their mined negatives.
COPY (SELECT n.* FROM negatives n JOIN (SELECT DISTINCT pair_no FROM shares WHERE reviewer = $reviewer) USING (pair_no)
      ORDER BY pair_no, position) TO $path (FORMAT parquet);

-- name: share_passages
-- The whole corpus: a reviewer may look around in it, and find negatives by hand.
COPY (SELECT * FROM passages ORDER BY passage_no) TO $path (FORMAT parquet);

-- name: share_documents
-- The documents of the corpus.
COPY (SELECT * FROM documents ORDER BY document_id) TO $path (FORMAT parquet);

-- name: take_pairs
-- The pairs of a packet.
INSERT INTO pairs BY NAME SELECT * FROM read_parquet($path);

-- name: take_negatives
-- The negatives of a packet.
INSERT INTO negatives BY NAME SELECT * FROM read_parquet($path);

-- name: take_passages
-- The passages of a packet.
INSERT INTO passages BY NAME SELECT * FROM read_parquet($path);

-- name: take_documents
-- The documents of a packet.
INSERT INTO documents BY NAME SELECT * FROM read_parquet($path);

-- name: every_event
-- All events, oldest first.
SELECT pair_no, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown
FROM decisions ORDER BY made_at, event_id;
