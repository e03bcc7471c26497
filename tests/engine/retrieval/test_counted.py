"""BM25 from counts gives the scores of BM25 over the same texts, whatever they gained and lost meanwhile."""

import numpy as np

from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.counted import CountedWords, Wording

TEXTS = ["Copper plating and copper polish", "", "the of and", "barrier deposition before plating", "etch rates drift"]
QUERIES = ["plating the barrier", "copper copper", "unknown words", "", "drifting etch rate"]


def test_scores_are_those_of_bm25() -> None:
    wording = Wording()
    counted = CountedWords(wording, wording.words(TEXTS))
    found = counted.scores(wording.queries(wording.words(QUERIES)))
    assert np.allclose(found.T, Bm25(TEXTS).scores(QUERIES), atol=1e-5)


def test_a_text_that_gains_and_loses_words_scores_as_if_it_had_been_so_from_the_first() -> None:
    wording = Wording()
    counted = CountedWords(wording, wording.words(TEXTS))
    before = counted.copy()
    longer = f"{TEXTS[3]} liner liner"
    counted.put(3, np.concatenate([wording.words([TEXTS[3]])[0], wording.words(["liner liner"])[0]]))
    asked = wording.queries(wording.words([*QUERIES, "liner"]))
    texts = [*TEXTS[:3], longer, TEXTS[4]]
    assert np.allclose(counted.scores(asked).T, Bm25(texts).scores([*QUERIES, "liner"]), atol=1e-5)
    assert np.allclose(before.scores(asked).T, Bm25(TEXTS).scores([*QUERIES, "liner"]), atol=1e-5)


def test_texts_without_any_word_score_nothing() -> None:
    wording = Wording()
    counted = CountedWords(wording, wording.words(["", "the of"]))
    assert not counted.scores(wording.queries(wording.words(["copper"]))).any()
