"""The processes that train one model together. Importing this module imports torch.

Every process reads the whole batch, encodes its share of the texts and gathers the others' vectors, so that each holds
the loss of the whole batch, in-batch negatives included, whatever the loss is. Only the gradients of its own share come
out of it; added up over the processes they are those of one process. The Trainer is told nothing of it: it would divide
the batch, and with it the negatives.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from studio.errors import InputError

__all__ = ["ALONE", "Group", "join", "lost"]

_PATIENCE = timedelta(days=1)
"""How long processes wait for the leader where it works alone: at the dev set, or at the first look at a base."""
_PATIENCE_IN_STEP = timedelta(minutes=30)
"""How long they wait for one another within a step, until one that neither answers nor ends is given up."""
_LOST = ("gloo", "nccl", "by peer", "timed out waiting", "connection was likely closed", "socket timeout")
"""What collective operations say where another process is gone; what they raise is often a plain RuntimeError."""
_TOLD = ("LOCAL_RANK", "RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE")
"""What a launcher tells each process, and what would make the Trainer divide the batches by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One process's view of the group. Everything but `leads` and `share` waits until all processes have come to it.

    `in_step` is torch's group that gives a process up soon; its default group is the patient one.
    """

    rank: int = 0
    size: int = 1
    device: str = "cpu"
    in_step: Any = None

    @property
    def leads(self) -> bool:
        """True for the one process that tells, measures and saves."""
        return self.rank == 0

    def meet(self) -> None:
        """Wait until every process is here, however long the leader's own work takes."""
        if self.size > 1:
            dist.barrier()

    @contextmanager
    def leader_first(self) -> Iterator[None]:
        """Let the leader through before the others, who find on disk what took it time to make."""
        if not self.leads:
            self.meet()
        yield
        if self.leads:
            self.meet()

    def any(self, here: bool) -> bool:
        """Return whether it is so in any process."""
        if self.size == 1:
            return here
        told = torch.tensor([int(here)], device=self.device)
        dist.all_reduce(told, op=dist.ReduceOp.MAX, group=self.in_step)
        return bool(told.item())

    def tell(self, value: Any) -> Any:
        """Return the leader's value."""
        if self.size == 1:
            return value
        values = [value if self.leads else None]
        dist.broadcast_object_list(values, src=0, group=self.in_step, device=torch.device(self.device))
        return values[0]

    def level(self, model: nn.Module) -> None:
        """Give every process the leader's weights."""
        if self.size > 1:
            for tensor in model.state_dict().values():
                dist.broadcast(tensor, src=0, group=self.in_step)

    def share(self, rows: int) -> Tensor | None:
        """Return the rows of a batch that are this process's, equally many for each; None for all of them.

        Where rows do not divide evenly the last one stands in again; `gather` leaves the surplus out.
        """
        if self.size == 1:
            return None
        each = -(-rows // self.size)
        return torch.arange(self.rank * each, (self.rank + 1) * each).clamp(max=rows - 1)

    def gather(self, vectors: Tensor, rows: int) -> Tensor:
        """Return the vectors (rows x d) of all processes in order; gradients flow into this one's own."""
        if self.size == 1:
            return vectors
        gathered: Tensor = _Gather.apply(vectors, self)
        return gathered[:rows]

    def add_up(self, parameters: Iterable[nn.Parameter]) -> None:
        """Replace gradients by their sum over the processes."""
        if self.size == 1:
            return
        waits = []
        for parameter in parameters:
            if parameter.requires_grad:
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                waits.append(dist.all_reduce(parameter.grad, group=self.in_step, async_op=True))
        for wait in waits:
            wait.wait()

    def leave(self) -> None:
        """End the group."""
        if self.size > 1:
            dist.destroy_process_group()


ALONE = Group()


def join(device: str, environment: Mapping[str, str]) -> Group:
    """Join the group that a launcher (torchrun, accelerate, the worker itself) tells of; alone where it tells of none.

    `device` is as in `model.device`; of several cards each process of a machine takes its own. What the launcher told
    is taken out of the process's own environment. Raises InputError where there are too few cards.
    """
    size, rank = int(environment.get("WORLD_SIZE", 1)), int(environment.get("RANK", 0))
    if size == 1:
        return ALONE
    here = int(environment.get("LOCAL_WORLD_SIZE", size))
    own = _own_device(device, number=int(environment.get("LOCAL_RANK", 0)), here=here)
    if own.type == "cuda":
        torch.cuda.set_device(own)
    elif here > 1:
        torch.set_num_threads(max(1, (os.cpu_count() or 1) // here))
    dist.init_process_group("gloo", timeout=_PATIENCE)
    in_step = dist.new_group(backend="nccl" if own.type == "cuda" else "gloo", timeout=_PATIENCE_IN_STEP)
    for name in _TOLD:
        os.environ.pop(name, None)
    return Group(rank=rank, size=size, device=str(own), in_step=in_step)


def lost(error: BaseException) -> bool:
    """Return True where an error says that another process of the group is gone, or no longer answers."""
    if isinstance(error, dist.DistError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _LOST)


def _own_device(device: str, *, number: int, here: int) -> torch.device:
    """Return the card of a process's number among the `here` of its machine, or the CPU where there are no cards."""
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if here > 1 and device not in ("cpu", "cuda"):
        raise InputError(
            f"model.device = {device!r} is one device, and {here} processes want one each. Use 'auto', 'cuda' or 'cpu'."
        )
    if device == "cuda" and here > torch.cuda.device_count():
        raise InputError(
            f"{here} processes want a card each, and this machine has {torch.cuda.device_count()}. Lower "
            "training.processes, or set model.device = 'cpu'."
        )
    return torch.device("cuda", number) if device == "cuda" else torch.device(device)


class _Gather(torch.autograd.Function):
    """Vectors of all processes. Every process computes the same loss, so its own rows' gradient is whole already."""

    @staticmethod
    def forward(context: Any, vectors: Tensor, group: Group) -> Tensor:
        context.rank, context.rows = group.rank, len(vectors)
        parts = [torch.empty_like(vectors) for _ in range(group.size)]
        dist.all_gather(parts, vectors.contiguous(), group=group.in_step)
        return torch.cat(parts)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:  # type: ignore[override,unused-ignore]
        start = context.rank * context.rows
        return gradient[start : start + context.rows], None
