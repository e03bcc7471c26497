"""The leaderboard: what is real, what was won and lost, both rankings of a query, a run in training."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.jobs.spec import JobKind
from studio.storage import datasets, results
from studio.ui.actions.leaderboard import ACTIONS, RANKINGS, SLICES
from studio.ui.screens.leaderboard import LeaderboardScreen
from studio.ui.screens.rankings import RankingsScreen
from studio.ui.screens.review import ReviewScreen
from studio.ui.screens.slices import SlicesScreen
from studio.ui.widgets.bars import FooterBar, TitleBar
from studio.ui.widgets.line_list import LineList
from studio.ui.widgets.reading import ReadText
from tests.ui import fake_jobs as fake
from tests.ui import projects
from tests.ui.conftest import Person, Place, Starts


def selected(person: Person, name: str) -> int:
    return person.app.screen.query_one(f"#{name}", LineList).index


def test_every_action_is_handled() -> None:
    for action in ACTIONS:
        assert hasattr(LeaderboardScreen, f"action_{action.method}"), action.id
    for action in RANKINGS:
        assert hasattr(RankingsScreen, f"action_{action.method}"), action.id
    for action in SLICES:
        assert hasattr(SlicesScreen, f"action_{action.method}"), action.id


async def test_rows_stand_by_ndcg_with_what_is_real(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        rows = person.lines("#rows")
        assert [row.split("  ")[0].strip() for row in rows] == [
            "1 run-01 + BM25", "2 run-01", "3 base + BM25", "4 base all-MiniLM-L6-v2", "5 BM25",
        ]  # fmt: skip
        assert ".734" in rows[1]
        assert "+.071" in rows[1]
        assert "+.026 .. +.116" in rows[1]
        assert "✓ better" in rows[1]
        assert "~ can't tell" in rows[2]
        assert "✗ worse" in rows[4]


async def test_the_bar_says_what_the_figures_rest_on(measured: Place) -> None:
    async with measured.open("leaderboard", size=(200, 50)) as person:
        said = str(person.app.screen.query_one(TitleBar).render())
        assert "engineers' questions · written by people · 40 queries in 40 groups" in said
        assert "94% of top 10 judged · 1 look" in said


@pytest.mark.parametrize(
    ("width", "there", "gone"),
    [
        (80, ("NDCG@10", "vs base", "95% interval", "real?"), ("MRR@10", "MB/million")),
        (200, ("R@10", "MB/million"), ()),
    ],
)
async def test_columns_go_by_importance(
    measured: Place, width: int, there: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    async with measured.open("leaderboard", size=(width, 40)) as person:
        head = person.text("#board-head")
        assert all(column in head for column in there)
        assert not any(column in head for column in gone)


async def test_under_thirty_groups_nothing_is_claimed(tmp_path: Path) -> None:
    project, db = projects.measured(tmp_path, groups=12)
    async with Place(project, db).open("leaderboard") as person:
        assert "too few to tell" in person.lines("#rows")[1]
        assert "better" not in "".join(person.lines("#rows"))
    db.close()


async def test_dimensions_are_shown_one_line_each_and_the_selection_stays(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "m")
        rows = person.lines("#rows")
        assert len(rows) == 11
        for place, name in enumerate(("run-01 · 384 int8", "run-01 · 128", "run-01 · 384 binary"), 2):
            assert name in rows[place]
        assert selected(person, "rows") == 1
        await person.press("m")
        assert len(person.lines("#rows")) == 5


async def test_the_details_hold_what_the_table_leaves_out(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "d")
        assert isinstance(person.app.screen, ReadText)
        said = person.screen_text()
        for words in ("MAP@100", ".674", "judged in the top 10", "94%", "9.2, 15", "77aa00bb11cc22dd", "80% power"):
            assert words in said
        await person.press("escape")
        assert person.place == "leaderboard"


async def test_the_details_begin_with_the_verdict_and_what_got_worse(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "d")
        said = " ".join(person.screen_text().split())
        assert "run-01 is better than base all-MiniLM-L6-v2, by +.071 (+.026 to +.116)." in said
        assert "orse for" in said or "Perhaps worse" in said or "No kind of query got worse." in said
        assert "by Holm over 10 rows" in said
        assert "queries still to judge" not in said


async def test_the_family_stands_below_the_rows_with_what_is_gone(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        assert "p by Holm over 10 rows · from .064 on could show · 94% of its top 10 judged" in person.text(
            "#board-note"
        )
    measured.db.query("UPDATE results SET standing = false WHERE name = 'BM25'")
    async with measured.open("leaderboard") as person:
        assert "over 10 rows, 1 of them gone" in person.text("#board-note")
        assert not any("BM25" in row and "+" not in row.split("  ")[0] for row in person.lines("#rows"))


async def test_every_row_is_compared_with_the_chosen_one_and_with_the_base_again(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        before = person.lines("#rows")
        await person.press("j", "equals_sign")
        assert "vs =" in person.text("#board-head")
        assert "= run-01" in person.text("#board-note")
        after = person.lines("#rows")
        assert selected(person, "rows") == 1
        assert " - " in after[1]
        assert "+.071" not in after[1]
        assert ".." in after[3]  # the base has a difference now
        assert "This is what every other row" in person.text("#changes-head")
        await person.press("k")
        assert "run-01 → run-01 + BM25" in person.text("#changes-head")
        await person.press("m")
        assert all(".." in row for row in person.lines("#rows") if "run-01 · 384" not in row)
        await person.press("m", "j", "equals_sign")
        assert "vs base" in person.text("#board-head")
        assert person.lines("#rows") == before


async def test_both_rankings_are_those_of_the_chosen_row_and_the_selected(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "equals_sign", "k", "tab", "enter")
        assert "run-01" in person.text("#side-0")
        assert "run-01 + BM25" in person.text("#side-1")


async def test_slices_are_a_key_away_and_turn_from_one_way_to_the_next(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "s")
        assert person.place == "slices"
        assert "run-01 is better than base" in person.text("#slices-said")
        assert sorted(line.split()[0] for line in person.lines("#slices")) == ["keyword", "need", "question"]
        await person.press("tab")
        assert "▸ words shared with the answer" in person.text("#slices-ways")
        assert "share of its words" in person.text("#slices-head")
        await person.press("l")
        titles = {"Copper", "Tungsten", "Cobalt", "no"}
        assert {line.split()[0] for line in person.lines("#slices")} <= titles
        await person.press("right", "j", "k", "pagedown", "pageup")
        assert "8 to 12 words" in person.lines("#slices")[-1]
        await person.press("h")
        assert "▸ document" in person.text("#slices-ways")
        await person.press("escape")
        assert person.place == "leaderboard"


async def test_a_row_that_is_compared_with_nothing_has_no_slices(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "j", "j", "s")
        assert person.place == "leaderboard"
        assert "nothing to compare this row with" in person.said


async def test_the_pairs_that_taught_a_run_are_a_key_away_from_a_query(measured: Place) -> None:
    kept = datasets.snapshot(measured.db, measured.project.datasets, "not_rejected")
    measured.db.query("UPDATE runs SET dataset_hash = ?", [kept.dataset_hash])
    async with measured.open("leaderboard") as person:
        await person.press("j", "tab", "enter", "w")
        assert isinstance(person.app.screen, ReviewScreen)
        assert len(person.app.screen.session.numbers) > 0


async def test_what_taught_a_run_is_said_to_be_gone_where_it_is(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "tab", "enter", "w")
        assert "The dataset a81f0000a81f0000 that run-01 was trained on is gone" in person.said
        await person.press("escape", "tab", "j", "tab", "enter", "w")
        assert "Neither row learnt anything: no pair stands behind it." in person.said


async def test_pairs_stand_behind_an_enriched_row_without_a_run(measured: Place) -> None:
    measured.db.query("UPDATE results SET kind = 'enriched' WHERE name = 'base + BM25'")
    async with measured.open("leaderboard") as person:
        await person.press("j", "j", "tab", "enter", "w")
        assert isinstance(person.app.screen, ReviewScreen)
        assert len(person.app.screen.session.numbers) > 0


async def test_queries_won_and_lost_follow_the_row(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        first = person.text("#changes-head")
        assert "won" in first
        assert "run-01 + BM25" in first
        await person.press("down")
        assert "→ run-01" in person.text("#changes-head")
        await person.press("j", "j")
        assert "This is what every other row is compared with" in person.text("#changes-head")
        assert person.lines("#changes") == []


async def test_tab_moves_between_rows_and_queries(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("tab", "j", "j", "pagedown", "pageup")
        assert selected(person, "rows") == 0
        await person.press("tab", "j")
        assert selected(person, "rows") == 1


async def test_enter_opens_both_rankings_with_grades_and_esc_comes_back(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("tab", "j", "enter")
        assert person.place == "rankings"
        left, right = person.lines("#ranking-0"), person.lines("#ranking-1")
        assert len(left) == len(right) == 10
        assert any("✓✓" in line for line in left)
        assert any("✓✓" in line for line in right)
        assert "base all-MiniLM-L6-v2" in person.text("#side-0")
        assert "▸ run-01 + BM25" in person.text("#side-1")
        await person.press("escape")
        assert person.place == "leaderboard"
        assert selected(person, "changes") == 1


async def test_the_selected_passage_is_read_with_its_terms_marked(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("enter", "j", "j")
        assert selected(person, "ranking-1") == 2
        right = person.text("#ranked-text")
        await person.press("tab")
        assert "▸ base all-MiniLM-L6-v2" in person.text("#side-0")
        await person.press("j", "space", "pageup", "k")
        assert person.text("#ranked-text") != right
        assert ".md" in person.text("#ranked-where")


async def test_a_row_that_does_worse_on_a_kind_of_query_says_so_where_it_is_selected(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        assert person.text("#board-note").startswith("▼ perhaps worse: keyword queries -.176 and 2 other kinds, s · ")
        await person.press("j", "j", "j")
        assert person.text("#board-note").startswith("p by Holm"), "the base is compared with nothing"


async def test_the_queries_are_walked_through_one_by_one(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("enter")
        first = person.text("#ranked-query")
        await person.press("n")
        second = person.text("#ranked-query")
        assert second != first
        await person.press("N", "N")
        assert person.text("#ranked-query") == first


@pytest.mark.parametrize("before", [(), ("enter",)])
async def test_the_pairs_behind_a_query_are_reviewed(measured: Place, before: tuple[str, ...]) -> None:
    async with measured.open("leaderboard") as person:
        await person.press(*before, "e")
        assert isinstance(person.app.screen, ReviewScreen)
        behind = results.pairs_behind(measured.db, projects.TEST_SET, "q00")
        assert 0 < len(person.app.screen.session.numbers) <= 2
        assert behind


async def test_the_base_has_no_query_to_open(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("j", "j", "j", "enter", "e")
        assert person.place == "leaderboard"
        assert "select another row" in person.said


async def test_another_test_set_is_a_key_away(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("t")
        assert "no other test set" in person.said
    projects.second_set(measured.db)
    async with measured.open("leaderboard") as person:
        await person.press("t")
        assert "Nothing was measured on tickets" in person.text(".nothing")
        await person.press("t")
        assert len(person.lines("#rows")) == 5


async def test_nothing_measured_says_what_to_press(mined: Place, starts: Starts) -> None:
    async with mined.open("leaderboard") as person:
        assert "There is no test set yet" in person.text(".nothing")
        await person.press("j", "k", "tab", "m", "d", "enter", "e", "t")
        assert person.place == "leaderboard"
    projects.second_set(mined.db)
    async with mined.open("leaderboard") as person:
        assert "V  measures base and BM25" in person.text(".nothing")
        await person.press("V")
        assert [job.spec.kind for job in starts.started] == [JobKind.EVALUATE]


async def test_a_run_in_training_moves_its_line(measured: Place, worker: int) -> None:
    said = [fake.started(worker), *fake.training()]
    job = fake.job(measured.project, JobKind.TRAIN, "train", said, worker=worker, run_id="run-02")
    async with measured.open("leaderboard") as person:
        await person.look()
        assert "dev .708" in person.text("#board-run")
        assert "(base on dev .655)" in person.text("#board-run")
        fake.say(job, fake.Metric(at=fake.AT, step=112, values={"dev_ndcg@10": 0.755}))
        await person.look()
        assert "dev .755" in person.text("#board-run")


async def test_new_results_appear_by_themselves(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        measured.db.query("UPDATE results SET ndcg_10 = 0.9 WHERE name = 'BM25'")
        fake.landed(measured.db, fake.job(measured.project, JobKind.EVALUATE, "measure", [fake.started(), fake.done()]))
        await person.look()
        assert "BM25" in person.lines("#rows")[0].split(".")[0]


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Place]:
    project, db = projects.measured(tmp_path)
    db.query("UPDATE test_queries SET text = '[/i] [bold]list[int]\x1b[31m ' || text")
    db.query("UPDATE test_sets SET title = '[red]x[/]'")
    yield Place(project, db)
    db.close()


async def test_text_of_others_is_shown_literally(hostile: Place) -> None:
    async with hostile.open("leaderboard") as person:
        assert "[/i] [bold]list[int]" in person.lines("#changes")[0]
        assert "\x1b" not in "".join(person.lines("#changes"))
        await person.press("d", "escape", "enter")
        assert "[/i] [bold]list[int]" in person.text("#ranked-query")


async def test_the_line_below_names_what_keys_do_among_rows_and_among_queries(measured: Place) -> None:
    async with measured.open("leaderboard", size=(80, 24)) as person:
        footer = person.app.screen.query_one(FooterBar)
        assert "s slices  tab queries  = compare  m sizes" in str(footer.render())
        await person.press("tab")
        assert "enter both rankings  e its pairs  tab back to the rows" in str(footer.render())
        await person.press("tab")
        assert "enter both rankings" not in str(footer.render())
