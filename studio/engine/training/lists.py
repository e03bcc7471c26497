"""The recipe of lists: the query encoder learns the rankings of the enriched index; passages stay where they are.

They are encoded by the base, or by an encoder that learnt before (see `studio.engine.training.towers`).

Each query's list comes from an index that does not hold it (see `studio.engine.retrieval.teacher`). All vectors are
turned by the passages' principal axes (see `studio.engine.retrieval.axes`), so that they can be cut. Nothing here reads
a dev set.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from studio.domain.options import IndexOptions, ModelOptions
from studio.domain.recipes import PASSAGES
from studio.engine.folders import beside, put
from studio.engine.progress import Reporter
from studio.engine.retrieval import models
from studio.engine.retrieval.answers import asked, encoded
from studio.engine.retrieval.axes import principal_axes
from studio.engine.retrieval.encoder import Encoder, MakeEncoder, Vectors
from studio.engine.retrieval.teacher import Heard, Lessons, Teacher, teach
from studio.engine.retrieval.vectors import VectorCache, embed, keep, text_keys
from studio.engine.training import messages
from studio.engine.training.base import prompted
from studio.engine.training.plan import Row, apart

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

__all__ = ["Lists"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Queries with their lists, and the turned vectors of all passages (n x d), which are `encoded_by` whom.

    The lists are the enriched index's, or `corrected_by` another teacher.
    """

    queries: list[str]
    lessons: Lessons
    passages: Vectors
    axes: Vectors
    encoded_by: str = "the base"
    corrected_by: str = ""

    @classmethod
    def of(
        cls,
        examples: pl.DataFrame,
        passages: pl.DataFrame,
        *,
        model: ModelOptions,
        index: IndexOptions,
        cache: Path,
        work: Path,
        reporter: Reporter,
        teacher: Teacher | None = None,
        tower: Path | None = None,
        make_encoder: MakeEncoder = Encoder,
    ) -> "Lists":
        """Rank all passages for the queries of `examples` (a dataset's), once for all attempts at this run.

        Writes the model of passages to `work` and its vectors to `cache`, the project's index folder: they are the
        base's, or those of the passage encoder at `tower`, turned so that they can be cut. A `teacher` corrects
        the lists.
        """
        texts, of_passages, queried = encoded(
            asked(examples), passages, model=model, encoder=make_encoder(model), cache=cache, reporter=reporter
        )
        lessons = _kept(work / "lessons.npz")
        if lessons is None:
            reporter.log(f"ranking passages for {len(queried.texts):,} queries by the enriched index")
            lessons = teach(Heard.of(texts, queried), of_passages, queried, index, reporter=reporter)
            if teacher is not None:
                lessons = teacher.correct(lessons, queried.texts, texts)
            _keep(work / "lessons.npz", lessons)
        queries = [model.query_prompt + text for text in queried.texts]
        answering = [model.passage_prompt + text for text in texts]
        known, side = [(answering, of_passages), (queries, queried.vectors)], model
        if tower is not None:
            side = replace(model, base=str(tower))
            of_passages = embed(
                answering,
                encoder=make_encoder(side),
                index=cache,
                reporter=reporter,
                stage="encode passages by their own encoder",
            )
            known = [(answering, of_passages)]
        axes = _axes(work, lambda: _write_passage_side(work, principal_axes(of_passages), side, cache, known))
        by = "the base" if tower is None else "their own encoder"
        return cls(
            queries=queries,
            lessons=lessons,
            passages=of_passages @ axes,
            axes=axes,
            encoded_by=by,
            corrected_by="" if teacher is None else teacher.name,
        )

    @property
    def data(self) -> Mapping[str, Sequence[Any]]:
        """Queries, and the number of each one's list."""
        return {"query": self.queries, "label": list(range(len(self.queries)))}

    @property
    def rows(self) -> Sequence[Row]:
        """Rows that do not get into one another's way: a list knows all that answers its query."""
        return apart(len(self.queries))

    @property
    def learnt(self) -> Mapping[str, int]:
        """Pairs of a query and a passage that answers it."""
        return {"pairs": len(self.queries)}

    @property
    def keeps_last(self) -> bool:
        """A dev set of written queries does not see what lists teach: it may fall while people's queries rise."""
        return True

    def told(self) -> str:
        """Say what is learnt from."""
        ranked, _ = self.lessons.over(self.passages)
        return (
            f"{len(self.queries):,} queries, each with a ranking of {len(ranked):,} passages by the enriched "
            f"index and BM25 without it{', corrected by ' * bool(self.corrected_by)}{self.corrected_by}; the query "
            f"encoder learns, passages stay as {self.encoded_by} encodes them"
        )

    def too_few(self, fewest: int) -> str:
        """Say that it is too little, and what to do."""
        return messages.too_few(len(self.queries), alone=0, fewest=fewest)

    def begin(self, base: "SentenceTransformer") -> "SentenceTransformer":
        """Return the base with its vectors turned."""
        from studio.engine.retrieval.turned import turned  # noqa: PLC0415 - imports torch

        return turned(base, self.axes)

    def loss(self, encoder: "SentenceTransformer", dimensions: Sequence[int]) -> "nn.Module":  # noqa: ARG002 - turning cuts
        """Return the distance from the lists."""
        from studio.engine.training.losses import RankedListLoss  # noqa: PLC0415 - imports torch

        return RankedListLoss(encoder, *self.lessons.over(self.passages))


def _axes(work: Path, write: Callable[[], None]) -> Vectors:
    """Return the axes by which this run's passages are turned: an attempt that goes on has those of the first."""
    from studio.engine.retrieval.turned import axes_of  # noqa: PLC0415 - imports torch

    folder = work / PASSAGES
    if not folder.is_dir():
        write()
    return axes_of(models.load(folder, "cpu"))


def _write_passage_side(
    work: Path, axes: Vectors, model: ModelOptions, cache: Path, made: Iterable[tuple[Sequence[str], Vectors]]
) -> None:
    """Write the passages' model with its vectors turned, and those that it `made` already."""
    from studio.engine.retrieval.turned import turned  # noqa: PLC0415 - imports torch

    encoder = prompted(models.load(model.base, "cpu").float(), model)
    side = beside(work / PASSAGES)
    turned(encoder, axes).save_pretrained(str(side), create_model_card=False)
    vectors = VectorCache(cache, models.weights_hash(side))
    for texts, of_texts in made:
        vectors.write(text_keys(texts), of_texts @ axes)
    put(side, work / PASSAGES)


def _keep(file: Path, lessons: Lessons) -> None:
    among = np.empty(0, np.int64) if lessons.among is None else lessons.among
    keep(file, lambda opened: np.savez(opened, places=lessons.places, weights=lessons.weights, among=among))


def _kept(file: Path) -> Lessons | None:
    try:
        with np.load(file, allow_pickle=False) as opened:
            among = opened["among"]
            return Lessons(opened["places"], opened["weights"], among if len(among) else None)
    except (OSError, ValueError, KeyError, EOFError):
        return None
