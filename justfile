# One command checks everything; the others are its parts.

check: format lint types imports test

format:
    ruff format studio tests benchmarks

lint:
    ruff check studio tests benchmarks

types:
    mypy

imports:
    lint-imports

test *args:
    pytest {{args}}

# Reference pages are derived from the code; a test fails when they are stale.
docs:
    python -m studio.settings_reference > docs/settings.md
    python -m studio.cli.docs > docs/cli.md
    python -m studio.ui.actions > docs/keys.md
