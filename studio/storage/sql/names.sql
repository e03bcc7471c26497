-- name: pair_numbers
-- The numbers of some pairs.
SELECT pair_id, pair_no FROM (SELECT unnest($names::VARCHAR[]) AS pair_id) wanted JOIN pairs USING (pair_id);

-- name: passage_numbers
-- The numbers of some passages.
SELECT passage_id, passage_no
FROM (SELECT unnest($names::VARCHAR[]) AS passage_id) wanted JOIN passages USING (passage_id);

-- name: pair_names
-- The names of some pairs, in the order of their numbers.
SELECT pair_id FROM (SELECT unnest($pair_nos::INTEGER[]) AS pair_no) wanted JOIN pairs USING (pair_no) ORDER BY pair_no;

-- name: passage_names
-- The names of some passages.
SELECT passage_no, passage_id
FROM (SELECT unnest($passage_nos::INTEGER[]) AS passage_no) wanted JOIN passages USING (passage_no);
