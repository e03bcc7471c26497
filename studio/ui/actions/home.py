"""Actions of the home screen."""

from studio.ui.actions import Action

ACTIONS = (
    Action(id="home.next", keys="enter", footer="next", help="Do what the screen offers as the next step."),
    Action(id="home.ingest", keys="I", footer="ingest", help="Read documents into passages."),
    Action(
        id="home.generate",
        keys="G",
        footer="generate",
        help="Let a model or a rule write the queries that passages answer.",
    ),
    Action(id="home.mine", keys="M", footer="mine", help="Score the queries and mine hard negatives."),
    Action(id="home.evaluate", keys="V", help="Measure base, BM25 and runs again on every test set."),
    Action(id="home.tests", keys="t", help="Show the test sets, and import one with people's judgments."),
    Action(id="home.runs", keys="r", help="Show the runs: name, note, pin, archive, delete or repeat one."),
    Action(id="home.models", keys="B", help="Compare base models untouched, or train another one."),
    Action(id="home.search", keys="slash", footer="search corpus", help="Search the passages."),
    Action(id="home.job_log", keys="l", footer="job log", help="Show all that the selected job said."),
    Action(id="home.pause_job", keys="p", help="Pause the selected job, or resume it."),
    Action(id="home.cancel_job", keys="c", help="Cancel the selected job and keep what it finished."),
    Action(id="home.earlier", keys="less_than_sign", help="Move the selected job up in the line of those that wait."),
    Action(
        id="home.later", keys="greater_than_sign", help="Move the selected job down in the line of those that wait."
    ),
    Action(id="home.problems", keys="d", help="List what could not be read or used, and why."),
    Action(id="home.next_job", keys="j,down", help="Select the next job."),
    Action(id="home.previous_job", keys="k,up", help="Select the job before."),
)
