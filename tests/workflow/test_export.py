"""Exports around their job: what goes into them, and where they may stand."""

from dataclasses import replace

import polars as pl
import pytest

from studio.domain.decisions import Action
from studio.errors import InputError
from studio.project import Project
from studio.settings import Settings
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.workflow import export, landing
from tests.storage import build
from tests.workflow.conftest import end
from tests.workflow.steps import frame, ingested, mined, queried, trained


def test_an_export_holds_every_side_and_the_best_run(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    first = export.prepare(project, db, settings, name="without")
    assert first.spec.arguments["run"] is None
    trained(project, db, settings)
    job = export.prepare(project, db, settings)
    assert set(frame(job, "examples")["split"]) == {"train", "dev", "test"}
    assert job.spec.arguments["run"]["run_id"] == "run-01"
    assert job.spec.arguments["name"] == f"{job.spec.arguments['dataset_hash'][:8]}-run-01"
    assert frame(job, "rows").height == 2
    assert list(project.datasets.glob(".*")) == []
    written = pl.DataFrame({"path": ["a", "b"], "rows": [1, 2], "bytes": [3, 4]})
    landed = landing.land(db, end(job, lambda outputs: build.write(outputs, written=written)))
    assert landed.counts == {"files": 2}


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", "", " ", ".hidden"])
def test_an_export_stays_in_its_folder(project: Project, db: Database, settings: Settings, name: str) -> None:
    queried(project, db, settings, build.simple())
    if not name:
        assert export.prepare(project, db, settings).spec.arguments["name"]
        return
    with pytest.raises(InputError, match="is no name for a folder"):
        export.prepare(project, db, settings, name=name)


def test_an_export_without_a_pair_is_told(project: Project, db: Database, settings: Settings) -> None:
    ingested(project, db, settings, build.simple())
    with pytest.raises(InputError, match="no pair to export"):
        export.prepare(project, db, settings)


def test_an_adapter_is_exported_with_what_teaches_it_and_what_must_not(
    project: Project, db: Database, settings: Settings
) -> None:
    names = queried(project, db, settings, build.simple(20))
    build.decide(db, Action.REJECT, names[0])
    sets.refresh_held_out(db)
    chosen = replace(settings, export=replace(settings.export, run="adapter"))
    job = export.prepare(project, db, chosen)
    assert job.spec.arguments["adapter"] is True
    assert job.spec.arguments["run"] is None
    assert str(job.spec.arguments["name"]).endswith("-adapter")
    assert frame(job, "enriching").height == len(names) - 1
    assert frame(job, "testsets")["purpose"].unique().to_list() == ["test"]
