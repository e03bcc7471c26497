-- name: filter_text_equals
-- The query holds a word or phrase.
contains(lower(coalesce(s.query, q.query)), lower($value))

-- name: filter_text_matches
-- The query matches a regular expression.
regexp_matches(coalesce(s.query, q.query), $value, 'i')

-- name: filter_status
-- What a person said of the pair.
CASE WHEN $value = 'reviewed' THEN coalesce(s.status, '') IN ('accepted', 'rejected')
     ELSE coalesce(s.status, 'undecided') = $value END

-- name: filter_style
-- The query's style.
lower(q.style) = lower($value)

-- name: filter_source
-- Who wrote the query.
lower(q.source) = lower($value)

-- name: filter_model
-- The model that wrote the query.
starts_with(lower(q.model), lower($value))

-- name: filter_document
-- The beginning of the document's name, or of the file's.
starts_with(lower(p.document_id), lower($value)) OR contains(lower(p.document_id), '/' || lower($value))

-- name: filter_passage
-- The passage holds a word.
contains(lower(p.text), lower($value))

-- name: filter_split
-- The side of the pair's group.
q.split = $value

-- name: filter_reviewer
-- Who decided.
lower(coalesce(s.reviewer, '')) = lower($value)

-- name: filter_reason
-- The reason why the pair is shown holds a word.
contains(lower(q.reason), lower($value))

-- name: filter_flag
-- Whether the pair is flagged.
coalesce(s.flagged, false) = ($value = 'yes')

-- name: filter_comment
-- Whether the pair has a comment, or one with these words.
CASE $value WHEN 'yes' THEN coalesce(s.comment, '') <> '' WHEN 'no' THEN coalesce(s.comment, '') = ''
            ELSE contains(lower(coalesce(s.comment, '')), lower($value)) END

-- name: filter_fault
-- Why a person rejected the pair, by words of it.
s.status = 'rejected' AND q.pair_no IN (
    SELECT d.pair_no FROM decisions d JOIN pair_state t ON t.pair_no = d.pair_no AND t.decided_at = d.made_at
    WHERE t.status = 'rejected'
      AND contains(CASE d.action WHEN 'reject' THEN lower(d.text) WHEN 'duplicate' THEN 'duplicate' ELSE '' END, lower($value))
)

-- name: filter_score
-- The cosine of query and passage.
q.positive_score

-- name: filter_edited
-- Whether a person edited query or passage.
coalesce(s.query IS NOT NULL OR s.passage IS NOT NULL, false) = ($value = 'yes')

-- name: filter_grade
-- How well the passage answers, where a person graded it.
s.grade

-- name: filter_suspect
-- Whether a suspect waits for a verdict. All negatives are many, so only those of pairs with a verdict are looked at.
(q.suspects > 0 AND (
    q.pair_no NOT IN (SELECT pair_no FROM negative_state WHERE verdict <> 'unjudged')
    OR q.pair_no IN (
        SELECT n.pair_no FROM negatives n
        LEFT JOIN negative_state j ON j.pair_no = n.pair_no AND j.passage_no = n.passage_no AND j.verdict <> 'unjudged'
        WHERE n.suspect AND j.verdict IS NULL
          AND n.pair_no IN (SELECT pair_no FROM negative_state WHERE verdict <> 'unjudged')
    )
)) = ($value = 'yes')

-- name: filter_rank
-- Where the better of both searches ranks the passage.
least(q.dense_rank, q.bm25_rank)

-- name: filter_margin
-- The best negative's score minus the positive's.
q.margin

-- name: filter_overlap
-- Share of the query's terms that the passage holds.
q.overlap

-- name: filter_negatives
-- How many negatives are shown.
coalesce((SELECT count(*) FROM negatives n WHERE n.pair_no = q.pair_no AND n.position > 0), 0)

-- name: listed_style
-- Styles of the queries.
SELECT style FROM pairs WHERE active AND style <> '' GROUP BY style ORDER BY count(*) DESC, style LIMIT $limit;

-- name: listed_source
-- Who wrote queries.
SELECT source FROM pairs WHERE active AND source <> '' GROUP BY source ORDER BY count(*) DESC, source LIMIT $limit;

-- name: listed_model
-- Models that wrote queries.
SELECT model FROM pairs WHERE active AND model <> '' GROUP BY model ORDER BY count(*) DESC, model LIMIT $limit;

-- name: listed_document
-- Names of documents.
SELECT document_id FROM documents WHERE active ORDER BY document_id LIMIT $limit;

-- name: listed_reviewer
-- Who decided.
SELECT reviewer FROM pair_state WHERE reviewer <> '' GROUP BY reviewer ORDER BY count(*) DESC, reviewer LIMIT $limit;
