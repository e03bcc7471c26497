"""Print docs/keys.md: `python -m studio.ui.actions > docs/keys.md`."""

import sys

from studio.ui.actions import keys_of, places

_HEAD = """# Keys

Every action has an id. `[review.keymap]` in studio.toml remaps it, for example `"review.accept" = "a,enter"`.
This page is derived from the registry of actions: `python -m studio.ui.actions > docs/keys.md`.
"""


def page() -> str:
    """Return the reference of all keys as Markdown."""
    parts = [_HEAD]
    for place, actions in places().items():
        parts.append(
            f"\n## {'Everywhere' if place == 'app' else place.capitalize()}\n\n| key | action | id |\n|---|---|---|\n"
        )
        parts += [f"| `{keys_of(action, {})}` | {action.help} | `{action.id}` |\n" for action in actions]
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
