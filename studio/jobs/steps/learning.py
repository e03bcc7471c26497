"""What a train job learns from, by its recipe, and the dev set that steers it. Trains nothing."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.options import IndexOptions, ModelOptions, TrainingOptions
from studio.domain.recipes import ENRICHED_TEACHER, GRADES_TEACHER, PASSAGES
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import frames

if TYPE_CHECKING:
    import polars as pl

    from studio.engine.evaluation.dev import DevSet
    from studio.engine.retrieval.teacher import Teacher
    from studio.engine.training.group import Group
    from studio.engine.training.lists import Lists
    from studio.engine.training.pairs import Pairs

__all__ = ["dev_set", "material", "tower"]

_NO_GRADES = (
    "The dataset holds no grades, so lists stay as the enriched index gives them: nobody decided anything when it was "
    "frozen, or that was before datasets held grades. Review some pairs and train on a fresh dataset."
)


def tower(
    folder: JobFolder,
    spec: JobSpec,
    model: ModelOptions,
    passages: "pl.DataFrame",
    *,
    reporter: Reporter,
    group: "Group",
) -> Path | None:
    """Train an encoder of passages of their own where the settings want one; return its folder.

    Every process of a run trains along; the leader comes first to what is learnt from.
    """
    from studio.engine.training.towers import EnrichedPassages, learn_passages

    options = frames.options(spec, "training", TrainingOptions)
    if options.recipe != "lists" or options.towers == "query":
        return None
    with group.leader_first():
        learnt = EnrichedPassages.of(
            frames.read(folder, "examples"),
            passages,
            model=model,
            index=frames.options(spec, "index", IndexOptions),
            cache=spec.project / "index",
            reporter=reporter,
        )
    return learn_passages(
        learnt, model=model, options=options, work=folder.training / "tower", reporter=reporter, group=group
    )


def material(
    folder: JobFolder,
    spec: JobSpec,
    model: ModelOptions,
    passages: "pl.DataFrame",
    *,
    tower: Path | None,
    reporter: Reporter,
) -> "Pairs | Lists":
    """Take the job's examples as its recipe asks for them; `tower` encodes the passages of lists, else the base."""
    from studio.engine.training.lists import Lists
    from studio.engine.training.pairs import Pairs

    options = frames.options(spec, "training", TrainingOptions)
    examples = frames.read(folder, "examples")
    if options.recipe == "pairs":
        return Pairs.of(examples, model=model, options=options, duplicates=_duplicates(passages))
    return Lists.of(
        examples,
        passages,
        model=model,
        index=frames.options(spec, "index", IndexOptions),
        cache=spec.project / "index",
        work=folder.training,
        teacher=_teacher(spec, model, examples, passages, reporter),
        tower=tower,
        reporter=reporter,
    )


def _teacher(
    spec: JobSpec, model: ModelOptions, examples: "pl.DataFrame", passages: "pl.DataFrame", reporter: Reporter
) -> "Teacher | None":
    from studio.engine.retrieval.reranked import CrossEncoderTeacher
    from studio.engine.training.graded import Grades

    name = frames.options(spec, "training", TrainingOptions).teacher
    if name == ENRICHED_TEACHER:
        return None
    if name == GRADES_TEACHER:
        grades = Grades.of(examples, passages["passage_id"].to_list())
        if not grades:
            reporter.log(_NO_GRADES, "warning")
        return grades
    return CrossEncoderTeacher(name=name, device=model.device, cache=spec.project / "index", reporter=reporter)


def dev_set(
    folder: JobFolder,
    spec: JobSpec,
    model: ModelOptions,
    passages: "pl.DataFrame",
    *,
    learnt: "Pairs | Lists",
    reporter: Reporter,
) -> "DevSet | None":
    """Make the dev set ready; None where there is none or it holds no query: training then keeps the last step.

    Where passages stay as they are encoded, more of them are searched: they are encoded once.
    """
    import polars as pl

    from studio.engine.evaluation.dev import DevLimits, DevSet
    from studio.engine.retrieval.encoder import Encoder
    from studio.engine.retrieval.vectors import embed
    from studio.engine.training.lists import Lists

    sets = frames.read(folder, "testsets").filter(pl.col("purpose") == "dev").to_dicts()
    if not sets:
        reporter.log("there is no dev set: the last step is kept", "warning")
        return None
    own, cache = pl.col("test_set") == sets[0]["test_set"], spec.project / "index"
    dev = DevSet.prepare(
        passages,
        frames.read(folder, "queries").filter(own),
        frames.read(folder, "qrels").filter(own),
        unit=sets[0]["unit"],
        model=model,
        cache=cache,
        reporter=reporter,
        limits=DevLimits.standing() if isinstance(learnt, Lists) else None,
    )
    if not len(dev):
        return None
    if isinstance(learnt, Lists):
        own_side, by_base = (
            embed(dev.passages, encoder=Encoder(encodes), index=cache, reporter=reporter, stage="encode passages")
            for encodes in (replace(model, base=str(folder.training / PASSAGES)), model)
        )
        dev = replace(dev, standing=own_side, by_base=by_base @ learnt.axes)
    return dev


def _duplicates(passages: "pl.DataFrame") -> dict[str, str]:
    import polars as pl

    known = passages.filter(pl.col("duplicate_of").is_not_null())
    return dict(zip(known["passage_id"].to_list(), known["duplicate_of"].to_list(), strict=True))
