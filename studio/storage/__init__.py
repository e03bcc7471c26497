"""DuckDB: the only room that imports it. Rows become domain types here and nowhere else."""
