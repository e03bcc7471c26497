"""What a train job learns from, by its recipe, and the dev set that steers it. Trains nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING

from studio.domain.options import IndexOptions, ModelOptions, TrainingOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import frames

if TYPE_CHECKING:
    import polars as pl

    from studio.engine.evaluation.dev import DevSet
    from studio.engine.training.lists import Lists
    from studio.engine.training.pairs import Pairs

__all__ = ["dev_set", "material"]


def material(folder: JobFolder, spec: JobSpec, model: ModelOptions, reporter: Reporter) -> "Pairs | Lists":
    """Take the job's examples as its recipe asks for them."""
    from studio.engine.training.lists import Lists
    from studio.engine.training.pairs import Pairs

    options = frames.options(spec, "training", TrainingOptions)
    examples, passages = frames.read(folder, "examples"), frames.read(folder, "passages")
    if options.recipe == "pairs":
        return Pairs.of(examples, model=model, options=options, duplicates=_duplicates(passages))
    return Lists.of(
        examples,
        passages,
        model=model,
        index=frames.options(spec, "index", IndexOptions),
        cache=spec.project / "index",
        work=folder.training,
        reporter=reporter,
    )


def dev_set(
    folder: JobFolder, spec: JobSpec, model: ModelOptions, learnt: "Pairs | Lists", reporter: Reporter
) -> "DevSet | None":
    """Make the dev set ready; None where there is none or it holds no query: training then keeps the last step.

    Where passages stay as the base encodes them, more of them are searched: they are encoded once.
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
        frames.read(folder, "passages"),
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
        standing = embed(dev.passages, encoder=Encoder(model), index=cache, reporter=reporter, stage="encode passages")
        dev = replace(dev, standing=standing @ learnt.axes)
    return dev


def _duplicates(passages: "pl.DataFrame") -> dict[str, str]:
    import polars as pl

    known = passages.filter(pl.col("duplicate_of").is_not_null())
    return dict(zip(known["passage_id"].to_list(), known["duplicate_of"].to_list(), strict=True))
