"""What tests are called."""

import pytest


def test_every_test_is_named_in_a_line(request: pytest.FixtureRequest) -> None:
    long = [item.nodeid[:120] for item in request.session.items if len(item.nodeid) > 250]
    assert long == []
