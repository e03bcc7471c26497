"""One tiny base for all tests that only read it."""

from pathlib import Path

import pytest

from tests.engine.training import data


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    torch.set_num_threads(1)  # a model this small is not worth waking a second thread for
    return data.base(tmp_path_factory.mktemp("base"))
