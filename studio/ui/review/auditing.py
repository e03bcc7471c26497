"""What an audit says and offers, and what happened to a card: texts for review, pure."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from rich.text import Text

from studio.domain.audit import Audit, Outlook
from studio.domain.decisions import SHOWN_AUDIT, SHOWN_DISAGREEMENT, SHOWN_RANDOM, Action, Decision, effective
from studio.domain.pairs import Pair
from studio.domain.wording import plural, said
from studio.ui.text import visible
from studio.ui.views.jobs import moment

__all__ = [
    "DIFFER",
    "DRAWN",
    "Offer",
    "accept_question",
    "after_sample",
    "history",
    "name",
    "offers",
    "question",
    "who_said",
]

DRAWN = "drawn at random, in an audit"
"""Why a card of an audit is shown: nothing that a machine thinks of it."""
DIFFER = "reviewers differ on it"
"""Why a card is shown that is to be settled."""


class Offer(StrEnum):
    """What can be done about an audit."""

    GO_ON = "go on"
    END = "end"
    ACCEPT = "accept"
    PAIRS = "pairs"
    NEGATIVES = "negatives"


def name(audit: Audit) -> str:
    """Return what stands where a filter would while an audit is judged."""
    return f"audit of {audit.drawn:,} {audit.kind.value}"


def question(outlook: Outlook) -> tuple[str, str]:
    """Return what is known of the rest, in a sentence, and why an audit is worth its time where none runs or ran."""
    running, newest = outlook.running, outlook.newest
    if running is not None:
        return f"An audit runs: {running.judged:,} of {running.drawn:,} {running.kind.value} are judged.", ""
    if not outlook.pairs:
        return "There is no pair to audit: every one was looked at.", ""
    if newest is not None and newest.left:
        return f"The last audit: {newest.claim}.", ""
    live = f"\n\nCards drawn at random in review say: {outlook.live.claim}." if outlook.live else ""
    why = (
        "An audit draws some of them at random. You judge them without what the machine thinks, and what you find "
        "bounds the share of bad ones among all the others, exactly. Then the rest may be accepted unseen, where that "
        f"bound is good enough for you.{live}"
    )
    return f"May I stop here? There are {plural(outlook.pairs, 'pair')} that nobody looked at.", why


def offers(outlook: Outlook) -> list[tuple[str, Offer]]:
    """Return what can be done, the likeliest first."""
    running, newest = outlook.running, outlook.newest
    if running is not None:
        left = running.drawn - running.judged
        return [("go on with it", Offer.GO_ON), (f"end it: the {left:,} that are not judged count as bad", Offer.END)]
    found = []
    if newest is not None and newest.left:
        found.append((f"accept the rest unseen: {plural(newest.left, 'pair')}", Offer.ACCEPT))
    goal = f"can show at most {outlook.goal:.0%} bad"
    if outlook.pairs:
        found.append((f"audit pairs: {outlook.draw:,} of {outlook.pairs:,} {goal}", Offer.PAIRS))
    if outlook.negatives:
        drawn = f"{outlook.draw_negatives:,} of {outlook.negatives:,}"
        found.append((f"audit negatives: {drawn} {goal}", Offer.NEGATIVES))
    return found


def accept_question(audit: Audit) -> str:
    """Return what accepting the rest unseen means."""
    return (
        f"Accept {plural(audit.left, 'pair')} that nobody looked at?\n\n{audit.claim}.\n\n"
        "It is one decision, and one u takes it back. Every export says which pairs were accepted unseen, and this."
    )


def after_sample(audit: Audit) -> str:
    """Return what is said at the end of an audit's sample."""
    if audit.finished:
        return f"The audit is done: {audit.claim}. A offers what follows from it."
    return f"{audit.drawn - audit.judged:,} of the sample are not judged. Go back to them, or end the audit with A."


def who_said(events: Sequence[Decision], passage_id: str = "") -> str:
    """Return what each reviewer says of a pair, or of its negative: 'ada accepted, bob rejected'."""
    told = [event for event in effective(events) if event.passage_id == passage_id]
    last = {event.reviewer: event.action for event in told if event.action in _ANSWERS}
    return ", ".join(f"{visible(who)} {_ANSWERS[action]}" for who, action in sorted(last.items()))


def history(pair: Pair, events: Sequence[Decision], merged: Sequence[Decision], now: datetime) -> Text:
    """Return who did what to a pair and when, oldest first; what was taken back is struck through.

    `merged` are the events by which others were merged into it, each with the other's query as its text. Negatives are
    called by their places of now. Where the pair is judged blind, what is missing is told.
    """
    places = {negative.passage_id: f"negative {place}" for place, negative in enumerate(pair.negatives, 1)}
    every = {event.event_id: event for event in (*events, *merged)}
    standing = {event.event_id for event in effective(every.values())}
    joined = {event.event_id for event in merged}
    text = Text()
    for event in sorted(every.values(), key=lambda event: (event.at, event.event_id)):
        if event.action in (Action.UNDO, Action.REDO):
            continue
        came = event.event_id in joined
        words = _MERGED if came else said([event.action]).removesuffix(" 1 pair")
        words = words.replace("1 negative", places.get(event.passage_id, "1 negative"))
        more = f": {visible(event.text, 300)}" if event.text and (came or event.action not in _BY_ID) else ""
        shown = f" ({_SHOWN[event.shown]})" if event.shown in _SHOWN else ""
        text.append("\n" if text else "").append(f"{moment(event.at, now):<8}", style="dim")
        text.append(f"{visible(event.reviewer)} ", style="bold")
        gone = event.event_id not in standing
        text.append(f"{words}{more}{shown}", style="strike dim" if gone else "")
        text.append(" taken back" if gone else "", style="dim")
    if pair.blind:
        return text.append("\n" if text else "").append(_HIDDEN)
    return text if text else Text("Nobody has decided anything about this pair yet.")


_BY_ID = (Action.NEGATIVE_TAKE, Action.DUPLICATE)
"""Decisions whose text names a passage or a pair, for no eye."""
_MERGED = "merged another into this one"
_HIDDEN = "Everybody judges this pair blind: what others said of it shows once you have answered."
_ANSWERS = {
    Action.ACCEPT: "accepted",
    Action.REJECT: "rejected",
    Action.CANT_TELL: "could not tell",
    Action.NEGATIVE_FALSE: "says it answers",
    Action.NEGATIVE_PROMOTE: "says it answers",
    Action.POSITIVE_ADD: "says it answers",
    Action.NEGATIVE_HARD: "says it does not",
    Action.NEGATIVE_ADD: "says it does not",
    Action.NEGATIVE_CANT_TELL: "could not tell",
}
_SHOWN = {
    SHOWN_RANDOM: "drawn at random",
    SHOWN_AUDIT: "in an audit",
    SHOWN_DISAGREEMENT: "settled, with all answers in view",
}
