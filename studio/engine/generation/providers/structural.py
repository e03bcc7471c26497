"""Queries without any model: titles and headings for keyword searches, key sentences turned into questions and needs.

A beginning for a corpus that nobody can write queries for yet. It copies the passage's own words, which real askers
do not; models that train on it learn less than from written queries.
"""

import json
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.domain.corpus import Passage
from studio.engine.corpus.units import pieces
from studio.engine.generation.matching import Words, terms
from studio.engine.generation.provider import Answer, Request

__all__ = ["Structural", "StructuralPrompt"]

_LEAD = re.compile(
    r"^(?:however|therefore|thus|moreover|furthermore|in addition|for example|for instance|note that|also|then|so|but"
    r"|and|hence|finally)\b,?\s+",
    re.IGNORECASE,
)
_MODAL = re.compile(r"^(?P<who>.{3,80}?) (?P<verb>must|should|can|cannot|may|will) (?P<what>(?!not\b).{8,})$")
_BE = re.compile(r"^(?P<who>.{3,60}?) (?P<verb>is|are|was|were) (?P<what>.{8,})$")
_CAUSE = re.compile(
    r"^(?P<who>.{3,90}?) (?P<verb>causes?|leads? to|results? in|requires?|means|prevents?) (?P<what>.{5,})$"
)
_PRONOUN = re.compile(
    r"^(?:it|they|this|these|those|that|he|she|there|which|because|if|when|while|although|as|you|we|i)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['./-][^\W_]+)*")
_COPULAS = frozenset({"is", "are", "was", "were"})
_MOST_WORDS = 18
"""Words of a query that is made of a sentence."""
_CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


@dataclass(frozen=True, slots=True)
class StructuralPrompt:
    """No prompt: the passage is all there is."""

    version: str = "structural-2"

    def build(self, passage: Passage, wanted: Mapping[str, int], domain: str) -> Request:  # noqa: ARG002 - protocol
        """Return a request that names the passage alone."""
        return Request(prompt_version=self.version, system="", user="", passage=passage, wanted=wanted)

    def again(self, request: Request, fault: str) -> Request | None:  # noqa: ARG002 - protocol
        """Return None: the passage says the same again."""
        return None


@dataclass
class Structural:
    """Parameters: all passages that want queries, whose words tell which of them are rare."""

    passages: Sequence[Passage]
    name: str = "structural"
    model: str = ""
    parallel: int = 1
    costs: bool = False
    unused: Sequence[tuple[str, str]] = ()
    prompt: StructuralPrompt = field(default_factory=StructuralPrompt)
    _words: Words = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._words = Words(self.passages)

    def ask(self, request: Request) -> Answer:
        """Return queries of the wanted styles, as far as the passage goes."""
        passage = request.passage
        sentences = self._key_sentences(passage)
        found: list[dict[str, str]] = []
        used: set[str] = set()
        for style, count in request.wanted.items():
            made = self._keywords(passage) if style == "keyword" else self._asked(style, passage, sentences)
            fresh = [query for query in dict.fromkeys(made) if query and query not in used][:count]
            used.update(fresh)
            found += [{"style": style, "query": query} for query in fresh]
        return Answer(text=json.dumps({"queries": found}, ensure_ascii=False))

    def _keywords(self, passage: Passage) -> list[str]:
        """Return searches of a few words: the heading with what is rare below it, then what is rare alone."""
        rare = self._rare(passage)
        heading = _plain(passage.heading_path[-1]) if passage.heading_path else []
        title = _plain(passage.title)
        named = (heading or title)[:5]
        made = [_phrase([*named, *_others(rare, named)][:6]) if named else _phrase(rare[:5])]
        if heading and title:
            made.append(_phrase([*title[:3], *_others(heading, title)][:6]))
        made += [_phrase(rare[at : at + 4]) for at in range(0, len(rare) - 3, 3)]
        return made

    def _asked(self, style: str, passage: Passage, sentences: Sequence[str]) -> list[str]:
        made = [_question(sentence) for sentence in sentences] if style == "question" else []
        if passage.heading_path and style == "question":
            what = passage.heading_path[-1].rstrip(".?!: ")
            about = " ".join(passage.title.split(":")[0].split()[:8])
            made.append(f"what about {what} for {about}?" if about else f"what about {what}?")
        elif style != "question":
            made = [_clipped(sentence) for sentence in (*sentences[1:], *sentences[:1])]
        if not any(made):
            made.append(_phrase([*_plain(passage.title)[:6], *self._rare(passage)[:3]]))
        return made

    def _rare(self, passage: Passage) -> list[str]:
        """Return the words of a passage that tell most, as they are written, in the order in which they stand."""
        counts = Counter(terms(passage.text))
        weight = {term: (1 + counts[term]) ** 0.5 * self._words.weight(term) for term in counts}
        best = {term for term in sorted(weight, key=lambda term: (-weight[term], term))[:12] if len(term) > 1}
        written: dict[str, str] = {}
        for word in _WORD.findall(passage.text):
            own = terms(word)
            if len(own) == 1 and own[0] in best:
                written.setdefault(own[0], word)
        return [word if word.isupper() else word.lower() for word in written.values()]

    def _key_sentences(self, passage: Passage) -> list[str]:
        """Return the sentences that tell most for their length, the best first."""
        scored = []
        # sentences are told apart by the capital that the next one begins with: without any, every mark ends one
        cased = passage.text if passage.text != passage.text.lower() else passage.text.translate(_CAPITALS)
        for span in pieces(cased, 0, len(cased), len(cased) + 1):
            sentence = _LEAD.sub("", " ".join(passage.text[span.start : span.end].split()).lstrip("-*• ").rstrip())
            own = terms(sentence)
            if 4 <= len(own) <= 60:
                score = sum(self._words.weight(term) for term in set(own)) / len(own) ** 0.5
                scored.append((score * (0.5 if _PRONOUN.match(sentence) else 1.0), -span.start, sentence))
        return [sentence for _, _, sentence in sorted(scored, reverse=True)]


def _question(sentence: str) -> str:
    """Turn a statement into the question that it answers, where its form allows; else nothing."""
    plain = sentence.rstrip(".!;: ")
    if sentence.endswith("?") or _PRONOUN.match(plain):
        return sentence if sentence.endswith("?") else ""
    if found := _CAUSE.match(plain):
        first, _, rest = found["verb"].partition(" ")
        return (
            f"what {first if first.endswith('s') else first + 's'}{' ' + rest if rest else ''} {_short(found['what'])}?"
        )
    found = _MODAL.match(plain) or _BE.match(plain)
    if found is None:
        return ""
    who, verb = _lowered(found["who"]), found["verb"]
    if verb in _COPULAS and len(who.split()) <= 4:
        return f"what {verb} {who}?"
    return f"{verb} {who} {_short(found['what'])}?"


def _clipped(sentence: str) -> str:
    words = sentence.rstrip(".!;: ").split()
    return " ".join(words[:_MOST_WORDS])


def _short(text: str) -> str:
    return re.split(r"[,;:(]", text, maxsplit=1)[0].strip().rstrip(".") if len(text.split()) > 12 else text


def _lowered(text: str) -> str:
    first, _, rest = text.partition(" ")
    return text if first.isupper() or any(mark.isdigit() for mark in first) else f"{first.lower()} {rest}".strip()


def _plain(text: str) -> list[str]:
    return [word if word.isupper() else word.lower() for word in _WORD.findall(text)]


def _others(words: Sequence[str], than: Sequence[str]) -> list[str]:
    known = {term for word in than for term in terms(word)}
    return [word for word in words if not known & set(terms(word))]


def _phrase(words: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(words))
