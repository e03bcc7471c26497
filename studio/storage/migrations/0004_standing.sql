-- Every row ever measured stays, with its p-value: Holm's family is all of them. standing is false for a row that is no
-- longer shown, because its system was measured again or is no more; its figures per query and rankings may be gone.
ALTER TABLE results ADD COLUMN standing BOOLEAN DEFAULT true;

UPDATE results SET standing = false
WHERE EXISTS (
    FROM results n
    WHERE n.name = results.name AND n.test_set = results.test_set AND n.dimensions = results.dimensions
      AND n.measured_at > results.measured_at
);
