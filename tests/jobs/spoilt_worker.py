"""A worker of real training jobs to which something happens at a step: `arguments` of the job say what.

`dies_at` kills it as `kill -9` does, `nan_at` makes loss and gradients no numbers, `full_at` fills the disk while the
checkpoint of that step is written. Each happens once, so that the job can be resumed with the same worker.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.jobs import folder as folders
from studio.jobs import worker

COMMAND = (sys.executable, "-P", __file__)


def spoil(path: Path, arguments: dict[str, Any]) -> None:
    """Patch the engine in this process."""
    import torch

    from studio.engine.training.fit import Fit
    from studio.engine.training.watch import Watch

    real_step, real_save, real_end = Fit.step, torch.save, Watch.on_step_end
    at = [0]

    def step(self: Fit, compute: Callable[[], Any]) -> Any:
        at[0] += 1
        loss = real_step(self, compute)
        if at[0] == arguments.get("nan_at") and once(path):
            for parameter in self._model.parameters():
                if parameter.grad is not None:
                    parameter.grad.fill_(float("nan"))
            return loss * float("nan")
        return loss

    def save(value: object, file: Any) -> None:
        if f"checkpoint-{arguments.get('full_at')}" in str(file) and once(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        real_save(value, file)

    def end(self: Watch, args: Any, state: Any, control: Any, **more: Any) -> Any:
        found = real_end(self, args, state, control, **more)
        if state.global_step == arguments.get("dies_at") and once(path):
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    Fit.step = step  # type: ignore[method-assign]  # only in this process
    torch.save = save  # type: ignore[assignment,unused-ignore]
    Watch.on_step_end = end  # type: ignore[method-assign,assignment]


def once(path: Path) -> bool:
    """Return True the first time it is asked in this job's folder."""
    mark = path / "spoilt"
    if mark.exists():
        return False
    mark.touch()
    return True


if __name__ == "__main__":
    spoil(Path(sys.argv[1]), folders.open(Path(sys.argv[1])).spec.arguments)
    os._exit(worker.main())
