"""Actions that every screen has."""

from studio.ui.actions import Action

ACTIONS = (
    Action(id="app.help", keys="question_mark,f1", help="Show every key of this screen."),
    Action(id="app.palette", keys="colon,ctrl+p", help="Search all commands."),
    Action(id="app.review", keys="R", footer="review", help="Review pairs."),
    Action(id="app.train", keys="T", footer="train", help="Train a model, or watch one being trained."),
    Action(id="app.leaderboard", keys="L", footer="leaderboard", help="Compare base, BM25 and every run."),
    Action(id="app.judge", keys="J", footer="judge", help="Judge queries that people asked: a test set of your own."),
    Action(id="app.export", keys="X", footer="export", help="Export the dataset and a model."),
    Action(id="app.quit", keys="q,ctrl+q", help="Leave the studio; jobs go on."),
)
