"""The small views: a job's log, problems, test sets, exports, a document, a form's field."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.corpus import Passage
from studio.domain.leaderboard import TestSet as Judged
from studio.domain.options import GenerationOptions
from studio.domain.records import Problem
from studio.jobs.events import Ended, Log
from studio.jobs.spec import JobKind, JobState
from studio.settings import Settings
from studio.ui.forms.fields import setting
from studio.ui.forms.train import fields as train_fields
from studio.ui.views import exports, form, log, problems, provider, reader, testsets
from studio.ui.views.texts import line
from tests.ui.views.jobs import view

SET = Judged(
    test_set="dev-1", title="dev: generated queries", purpose="dev", source="generated", unit="passage",
    queries=90, groups=12, content_hash="c0ffee",
)  # fmt: skip


def passage(number: int, **changes: object) -> Passage:
    made = Passage(
        passage_id=f"p{number}", document_id="a.md", ordinal=number, title="Copper", heading_path=(f"Part {number}",),
        text=f"queue time {number}", start=0, end=1, tokens=3, group_id="a.md",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def test_a_style_is_not_worn_by_what_follows() -> None:
    text = line("a", "bold").append("b")
    assert [(span.start, span.end, span.style) for span in text.spans] == [(0, 1, "bold")]


def test_a_log_line_never_wraps_and_hides_no_escape_sequence() -> None:
    shown = log.line(Log(at=0, message="two\nlines \x1b[31m", level="warning")).plain
    assert "! two lines \ufffd[31m" in shown


def test_the_last_line_says_why_a_job_failed() -> None:
    assert "✗ failed: no space" in log.line(Ended(at=0, state="failed", error="no space")).plain


def test_problems_are_counted_by_step() -> None:
    found = [Problem(job_id="j", step=step, subject="s", reason="r") for step in ("ingest", "ingest", "generate")]
    assert problems.head(found) == "ingest 2 problems · generate 1 problem"


@given(st.text(max_size=200), st.text(max_size=200), st.integers(40, 200))
def test_a_problem_is_one_line(subject: str, reason: str, width: int) -> None:
    assert "\n" not in problems.line(Problem(job_id="j", step="s", subject=subject, reason=reason), width).plain


def test_a_dev_set_supports_no_claim_and_few_groups_are_called_few() -> None:
    said = testsets.detail(SET).plain
    assert "It steers training" in said
    assert "12 groups: too few to tell" in said
    assert "too few" not in testsets.detail(replace(SET, groups=61)).plain


def test_an_import_says_what_it_left_out_only_where_it_did() -> None:
    assert "Left out" not in testsets.imported(SET, 90, 0, 0)
    said = testsets.imported(SET, 90, 4, 1)
    assert "4 judged ids are not in the corpus" in said
    assert "1 query has no relevant passage there" in said


def test_an_export_with_many_files_says_how_many_more() -> None:
    written = [exports.Written(f"file-{i}", i) for i in range(20)]
    done = view(JobKind.EXPORT, JobState.DONE)
    shown = exports.result(done, "/p/exports/x", written, 80, 6).plain.splitlines()
    assert len(shown) <= 6
    assert shown[-1].strip() == "and 16 more"
    assert "file-19" in exports.result(done, "/p/exports/x", written, 80, 40).plain


def test_nothing_exported_is_said() -> None:
    assert "Nothing was exported" in exports.result(None, "", [], 80, 9).plain


def test_a_document_is_read_with_the_found_passage_standing_out() -> None:
    passages = [passage(1), passage(2), passage(3, heading_path=("Part 2",))]
    text, at = reader.document_text(passages, "p2", "queue times")
    assert text.plain[at:].startswith("Part 2\nqueue time 2")
    assert text.plain.count("Part 2") == 1
    marked = {text.plain[span.start : span.end] for span in text.spans if "underline" in str(span.style)}
    assert marked == {"queue", "time"}
    assert "passage 2 of 3" in reader.heading(passages, "p2").plain


def test_a_field_shows_what_it_was_before_it_was_changed() -> None:
    epochs = setting("training.epochs", "why", Settings())
    drawn = form.field_lines(replace(epochs, value="3"), labels=16, selected=True, part=-1, below=None).plain
    assert "3 ✎ 0 before" in drawn
    assert "0 to 50" in form.field_lines(epochs, labels=16, selected=False, part=-1, below=None).plain


def test_a_fault_goes_before_a_hint_and_a_hint_before_the_why() -> None:
    epochs = setting("training.epochs", "why", Settings())
    assert form.under(epochs, fault="wrong", hint="hint").plain == "✗ wrong"
    assert form.under(epochs, fault="", hint="hint").plain == "hint"
    assert form.under(epochs, fault="", hint="").plain == "why"


def test_offers_show_the_ends_of_paths() -> None:
    assert form.offers(["/a/b/handbook/", "/a/b/tickets.jsonl"]) == "tab completes: handbook/  tickets.jsonl"
    assert form.offers([]) == "nothing there begins so"


def test_who_writes_is_told_with_what_it_lacks() -> None:
    assert provider.who(GenerationOptions(), [], {"ANTHROPIC_API_KEY": "k"})[0].startswith(
        "Queries come from anthropic"
    )
    said, missing = provider.who(GenerationOptions(provider="openai"), [], {})
    assert "the settings name it" in said
    assert missing == "openai cannot start: OPENAI_API_KEY is not set."


def test_every_setting_of_training_says_why_in_a_sentence() -> None:
    for field in train_fields(Settings()):
        assert field.why.endswith(".")
        assert len(field.why) < 100
