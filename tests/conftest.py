"""What all tests share: a fresh archive, and where shared/ is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from corpus.store import Archive

try:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (12 * 10**9, resource.getrlimit(resource.RLIMIT_AS)[1]))  # a runaway fails, not the machine
except (ImportError, ValueError, OSError):
    pass

# A busy machine is no fault of the code: speed is measured in tests/benchmarks/.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "study") as made:
        yield made


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("shared/ with the real papers is not beside the project")
    return SHARED
