"""Dev rows that follow decisions within a second: what `studio.engine.evaluation` measures, kept up step by step."""
