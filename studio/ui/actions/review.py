"""Actions of the review screen."""

from studio.ui.actions import Action

ACTIONS = (
    Action(id="review.accept", keys="a", footer="accept", help="The passage answers the query; next card."),
    Action(id="review.reject", keys="x", footer="reject", help="It does not; next card."),
    Action(id="review.skip", keys="space", footer="skip", help="Decide later, at the end of the queue; next card."),
    Action(id="review.cant_tell", keys="t", help="Nobody could tell from this, not even later; next card."),
    Action(id="review.reject_as(0)", keys="Q", help="Reject: bad query; next card."),
    Action(id="review.reject_as(1)", keys="P", help="Reject: bad passage; next card."),
    Action(id="review.reject_as(2)", keys="N", help="Reject: does not answer; next card."),
    Action(id="review.reject_as(3)", keys="D", help="Reject: duplicate; next card."),
    Action(
        id="review.reject_why",
        keys="Z",
        help="Reject and choose why: also the guidelines' own reasons, listed there under Reject.",
    ),
    *(
        Action(id=f"review.grade({i})", keys=f"f{5 + i}", help=f"Where review.grades is on: {what}; next card.")
        for i, what in enumerate(
            ("0, does not answer: reject", "1, answers in part", "2, answers mostly", "3, answers it all")
        )
    ),
    Action(id="review.edit_query", keys="e", footer="edit", help="Edit the query in place."),
    Action(id="review.edit_passage", keys="E", help="Edit the passage's text of this pair in place."),
    Action(id="review.edit_external", keys="ctrl+e", help="Edit query and passage in $EDITOR."),
    Action(
        id="review.split",
        keys="vertical_line",
        help="The query asks two things: two pairs with this passage, the next one.",
    ),
    Action(
        id="review.merge",
        keys="ampersand",
        help="Another pair asks the same: this one stays, with both passages as positives; the other leaves.",
    ),
    Action(
        id="review.negative(1)",
        keys="1",
        footer="is relevant",
        help="Negative 1 answers the query too (a false negative), or back; 2 to 9 likewise.",
    ),
    *(
        Action(id=f"review.negative({i})", keys=str(i), help=f"Negative {i} is relevant, or back.")
        for i in range(2, 10)
    ),
    Action(id="review.confirm", keys="o", help="The selected negative is a hard negative: confirmed."),
    Action(
        id="review.promote", keys="p", footer="promote", help="The selected negative becomes a positive of this query."
    ),
    Action(id="review.drop", keys="d", help="Drop the selected negative."),
    Action(
        id="review.replace",
        keys="r",
        footer="replace",
        help="Replace the selected negative by the next one of the pool.",
    ),
    Action(id="review.find", keys="n", footer="find", help="Find a negative by hand: search the corpus as you type."),
    Action(
        id="review.find_positive",
        keys="plus",
        help="Find another passage that answers: a further positive; p on it takes it back.",
    ),
    Action(
        id="review.undo",
        keys="u,backspace",
        footer="undo",
        help="Take the last decision back; without limit, also those of earlier sessions.",
    ),
    Action(id="review.redo", keys="ctrl+r", help="Do again what was taken back."),
    Action(id="review.flag", keys="f", footer="flag", help="Flag the pair for a second look, or back."),
    Action(id="review.comment", keys="c", footer="comment", help="Write a comment on the pair."),
    Action(
        id="review.filter", keys="slash", help="Show only pairs that match, such as: status:undecided style:question."
    ),
    Action(id="review.sort", keys="s", help="Choose the order of the queue."),
    Action(id="review.range", keys="v", help="Select a range with j and k for a bulk decision; again or esc ends it."),
    Action(id="review.bulk", keys="B", help="Decide all pairs of the filter at once, after a preview."),
    Action(id="review.views", keys="V", help="Open a kept view, or keep this filter and order under a name."),
    Action(
        id="review.like",
        keys="m",
        help="Show the pairs most like this one by meaning; v or B then decides many of them.",
    ),
    Action(id="review.cards", keys="w", help="Ask about pairs, about one negative at a time, or about both by turns."),
    Action(
        id="review.whole", keys="enter,i", help="On a negative card: the whole passage, or its best sentence again."
    ),
    Action(id="review.reveal", keys="b", help="Reveal or hide what the machine measured."),
    Action(
        id="review.next", keys="j,down", help="Next row of the list, or of the negatives where they have the focus."
    ),
    Action(id="review.previous", keys="k,up", help="Previous row."),
    Action(id="review.next_card", keys="l,right", help="Next card without deciding."),
    Action(id="review.previous_card", keys="h,left", help="Previous card without deciding."),
    Action(id="review.page_down", keys="pagedown", help="Scroll the passage down."),
    Action(id="review.page_up", keys="pageup", help="Scroll the passage up."),
    Action(id="review.first", keys="home", help="First card of the queue."),
    Action(id="review.last", keys="end", help="Last card of the queue."),
    Action(id="review.focus_next", keys="tab", help="Move between the list and the negatives."),
    Action(id="review.focus_previous", keys="shift+tab", help="Move back."),
    Action(id="review.panel", keys="left_square_bracket", help="Show or hide the list."),
    Action(
        id="review.context", keys="right_square_bracket", help="Show or hide the passage's neighbours in its document."
    ),
    Action(
        id="review.audit",
        keys="A",
        help="Audit: judge a random sample without the machine's figures, to know how bad the rest can be, then accept it unseen.",
    ),
    Action(id="review.settle", keys="S", help="Settle the pairs on which reviewers differ."),
    Action(id="review.history", keys="H", help="Who decided what on this card, and when."),
    Action(id="review.guidelines", keys="g", help="Read this project's guidelines."),
    Action(id="review.copy", keys="y", help="Copy query and passage."),
    Action(id="review.back", keys="escape", help="End a range, clear a filter, or go back."),
)
