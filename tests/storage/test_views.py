from studio.domain.queue import Sort
from studio.domain.views import View
from studio.storage import views
from studio.storage.database import Database


def test_views_are_kept_by_name_and_the_last_one_apart(db: Database) -> None:
    assert (views.named(db), views.last(db)) == ({}, View())
    views.keep(db, View(line="flag:yes"), "flagged")
    views.keep(db, View(line="flag:yes", sort=Sort.NEWEST), "flagged")
    views.keep(db, View(line="style:need"))
    assert views.named(db) == {"flagged": View(line="flag:yes", sort=Sort.NEWEST)}
    assert views.last(db) == View(line="style:need")
    views.forget(db, "flagged")
    assert views.named(db) == {}
