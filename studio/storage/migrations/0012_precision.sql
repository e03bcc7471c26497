-- How an index stores passages' vectors for a row: float32, int8 or binary. All rows of before are of float32.
ALTER TABLE results ADD COLUMN precision VARCHAR DEFAULT 'float32';
