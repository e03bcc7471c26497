from studio.ui.review.faults import FAULTS, faults


def test_reasons_of_the_guidelines_follow_those_that_every_project_has() -> None:
    text = "# Guide\n- not one\n\n## Reject when\n\n- names a customer\n* too vague\n- duplicate\n\n# Next\n- not one\n"
    assert faults(text) == (*FAULTS, "names a customer", "too vague")


def test_guidelines_without_such_a_list_add_nothing() -> None:
    assert faults("# Guide\n- a\n") == faults("") == FAULTS
