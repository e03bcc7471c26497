"""Views of the review queue that the project keeps: those that a person named, and the one that was open last."""

from studio.domain.views import View, from_text, to_text
from studio.storage.database import Database

__all__ = ["forget", "keep", "last", "named"]

_LAST = ""


def named(db: Database) -> dict[str, View]:
    """Return the views that have a name, by name."""
    return {name: from_text(text) for name, text in db.all("views") if name != _LAST}


def last(db: Database) -> View:
    """Return the view that was open last, the plain one where none was."""
    return next((from_text(text) for name, text in db.all("views") if name == _LAST), View())


def keep(db: Database, view: View, name: str = _LAST) -> None:
    """Keep a view under a name, or as the one that was open last."""
    db.do_at_once("put_view", view=name, value=to_text(view))


def forget(db: Database, name: str) -> None:
    """Forget a view."""
    db.do("forget_view", view=name)
