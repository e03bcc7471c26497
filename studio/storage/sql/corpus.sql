-- name: export_known
-- What the corpus holds, for the ingest job to compare with.
COPY (
    SELECT document_id, source, content_hash, root FROM documents WHERE active ORDER BY document_id
) TO $path (FORMAT parquet);

-- name: passage_frame
-- Columns of a PASSAGES frame, of passages that stand as `p`: what is asked of them follows.
SELECT p.passage_id, p.document_id, p.ordinal::BIGINT AS ordinal, p.title, p.heading_path, p.text,
       p.start_at AS start, p.end_at AS end, p.tokens::BIGINT AS tokens, p.group_id, p.duplicate_of
FROM passages p;

-- name: export_passages
-- Every active passage as a PASSAGES frame.
COPY (
    {{passage_frame}}
    WHERE p.active
    ORDER BY p.document_id, p.ordinal
) TO $path (FORMAT parquet);

-- name: retire_documents
-- Documents that the ingest job did not find again.
UPDATE documents SET active = false
WHERE document_id IN (SELECT document_id FROM read_parquet($documents) WHERE state = 'retired');

-- name: retire_passages
-- Passages of documents that changed or vanished; those that are still there are woken after.
UPDATE passages SET active = false
WHERE active AND document_id IN (SELECT document_id FROM read_parquet($documents) WHERE state <> 'unchanged');

-- name: wake_passages
-- Passages that are there again, perhaps at another place of their document.
UPDATE passages SET active = true, ordinal = new.ordinal, title = new.title, start_at = new."start", end_at = new."end",
                    tokens = new.tokens
FROM read_parquet($passages) AS new
WHERE new.passage_id = passages.passage_id;

-- name: add_passages
-- Passages that were never there before.
INSERT INTO passages
SELECT (SELECT coalesce(max(passage_no), 0) FROM passages) + row_number() OVER (ORDER BY document_id, ordinal),
       passage_id, document_id, ordinal, title, heading_path, text, "start", "end", tokens, duplicate_of, group_id, '', true
FROM read_parquet($passages) AS new
WHERE NOT EXISTS (FROM passages old WHERE old.passage_id = new.passage_id)
ORDER BY document_id, ordinal;

-- name: awaited_passages
-- One row where a merged decision names a passage that comes only now.
SELECT 1 FROM decisions d JOIN read_parquet($passages) n USING (passage_id)
WHERE NOT EXISTS (FROM passages p WHERE p.passage_id = n.passage_id) LIMIT 1;

-- name: put_documents
-- Documents that the ingest job found, new or known.
INSERT INTO documents
SELECT document_id, title, source, format, content_hash, characters, root, document_id, '', true
FROM read_parquet($documents) WHERE state <> 'retired'
ON CONFLICT (document_id) DO UPDATE SET
    title = excluded.title, source = excluded.source, format = excluded.format, content_hash = excluded.content_hash,
    characters = excluded.characters, root = excluded.root, active = true;

-- name: group_documents
-- The group of every active document: that of its passages, or itself where it has none.
UPDATE documents SET group_id = coalesce(new.group_id, documents.document_id)
FROM (
    SELECT d.document_id, min(g.group_id) AS group_id
    FROM documents d
    LEFT JOIN passages p ON p.document_id = d.document_id AND p.active
    LEFT JOIN read_parquet($groups) g USING (passage_id)
    WHERE d.active
    GROUP BY d.document_id
) AS new
WHERE new.document_id = documents.document_id;

-- name: mark_duplicates
-- Which passage each active passage repeats.
UPDATE passages SET duplicate_of = g.duplicate_of
FROM read_parquet($groups) g
WHERE g.passage_id = passages.passage_id AND g.duplicate_of IS DISTINCT FROM passages.duplicate_of;

-- name: sides
-- Document, group and side of every active document: one that is new has that of a retired one of the same content, whose
-- file was renamed, the most held-out of several, or none yet ('').
SELECT d.document_id, d.group_id, coalesce(nullif(d.split, ''), gone.split, '')
FROM documents d
LEFT JOIN (
    SELECT content_hash,
           CASE WHEN bool_or(split = 'test') THEN 'test' WHEN bool_or(split = 'dev') THEN 'dev' ELSE 'train' END AS split
    FROM documents WHERE NOT active AND split <> '' GROUP BY content_hash
) gone USING (content_hash)
WHERE d.active;

-- name: set_sides
-- The side of every group, written to its active documents.
UPDATE documents SET split = new.split
FROM (SELECT unnest($groups::VARCHAR[]) AS group_id, unnest($splits::VARCHAR[]) AS split) AS new
WHERE documents.active AND documents.group_id = new.group_id AND documents.split <> new.split;

-- name: split_recorded
-- The split options by which sides were last assigned.
SELECT value FROM facts WHERE name = 'split';

-- name: record_split
-- Keep the split options by which sides are assigned.
INSERT INTO facts VALUES ('split', $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: follow_documents
-- Passages stand in the group and on the side of their document.
UPDATE passages SET group_id = d.group_id, split = d.split
FROM documents d
WHERE d.document_id = passages.document_id AND (d.group_id <> passages.group_id OR d.split <> passages.split);

-- name: follow_passages
-- Hide pairs whose passage is retired, show those whose passage is back, keep them on its side. On the dev side one query
-- in three is held out, by a hash of its name; the others are trained on. Pairs split off from one stand on its side.
UPDATE pairs SET active = p.active, split = side
FROM (
    SELECT q.pair_no, p.active,
           CASE WHEN p.split = 'dev' AND md5_number_lower(coalesce(q.split_from, q.pair_id)) % 3 <> 0 THEN 'train' ELSE p.split END AS side
    FROM pairs q JOIN passages p USING (passage_no)
) p
WHERE p.pair_no = pairs.pair_no AND (p.active <> pairs.active OR p.side <> pairs.split);

-- name: count_facts
-- Count what only a landing changes, for the home screen: documents, passages, those without queries, negatives, problems,
-- exports.
INSERT INTO facts
SELECT 'counts', concat_ws(' ',
    (SELECT count(*) FROM documents WHERE active), (SELECT count(*) FROM passages WHERE active),
    (SELECT count(*) FROM passages p
     WHERE p.active AND p.duplicate_of IS NULL AND NOT EXISTS (FROM pairs q WHERE q.passage_no = p.passage_no)),
    (SELECT count(*) FROM negatives WHERE position > 0), (SELECT count(*) FROM problems),
    (SELECT count(*) FROM jobs WHERE kind = 'export' AND landed_at IS NOT NULL))
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: replace_problems
-- Forget what an earlier job of this step could not use.
DELETE FROM problems WHERE step = $step;

-- name: add_ingest_problems
-- What the ingest job could not use.
INSERT INTO problems SELECT $job_id, 'ingest', source, reason FROM read_parquet($problems);

-- name: ingest_states
-- How many documents were new, changed, unchanged and retired.
SELECT state, count(*) FROM read_parquet($documents) GROUP BY state;

-- name: corpus_counts
-- Active documents, active passages, and active pairs.
SELECT (SELECT count(*) FROM documents WHERE active), (SELECT count(*) FROM passages WHERE active),
       (SELECT count(*) FROM pairs WHERE active);

-- name: roots
-- The folders and files from which active documents came.
SELECT DISTINCT root FROM documents WHERE active ORDER BY root;

-- name: passage
-- One passage, retired or not.
{{passage_frame}}
WHERE p.passage_id = $passage_id;

-- name: passages_of
-- The active passages of a document.
{{passage_frame}}
WHERE p.active AND p.document_id = $document_id
ORDER BY p.ordinal;

-- name: neighbours
-- The active passages around one in its document, itself among them unless it is retired.
{{passage_frame}}
JOIN (SELECT document_id, ordinal AS middle FROM passages WHERE passage_no = $passage_no) m USING (document_id)
WHERE p.active AND abs(p.ordinal - m.middle) <= $reach
ORDER BY p.ordinal;

-- name: search
-- Active passages that hold some words, by BM25; one in title or headings counts as one said over and over in the text.
-- A word may be half typed.
-- Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75.
WITH lowered AS MATERIALIZED (
    SELECT passage_no, lower(text) AS body, lower(concat_ws(' ', title, array_to_string(heading_path, ' '))) AS head
    FROM passages WHERE active
),
whole AS (SELECT count(*) AS passages, avg(length(body)) AS size FROM lowered),
held AS MATERIALIZED (
    SELECT passage_no, word, length(body) AS size, contains(head, word) AS in_head,
        (length(body) - length(replace(body, word, ''))) / length(word) AS times
    FROM lowered CROSS JOIN unnest($words::VARCHAR[]) AS asked(word)
    WHERE contains(body, word) OR contains(head, word)
),
weights AS (
    SELECT word, ln(1 + (any_value(passages) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM held, whole GROUP BY word
),
best AS (
    SELECT passage_no, sum(weight * 2.2 * (
        in_head::INTEGER + times / (times + 1.2 * (0.25 + 0.75 * held.size / whole.size)))) AS score
    FROM held JOIN weights USING (word), whole
    GROUP BY passage_no ORDER BY score DESC, passage_no LIMIT $limit
)
SELECT p.passage_id, p.document_id, p.title, p.heading_path, p.text
FROM best JOIN passages p USING (passage_no)
ORDER BY score DESC, passage_no;

-- name: named
-- Those of some passages that are active, as `search` tells them.
WITH wanted AS (SELECT unnest($passage_ids::VARCHAR[]) AS passage_id)
SELECT passage_id, document_id, title, heading_path, text FROM wanted JOIN passages USING (passage_id) WHERE active;

-- name: problems
-- What the last jobs could not use, of one step or of all ('').
SELECT job_id, step, subject, reason FROM problems WHERE $step = '' OR step = $step ORDER BY step, subject;
