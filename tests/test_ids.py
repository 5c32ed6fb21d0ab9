"""What tests are called."""

import pytest


def test_every_test_is_named_in_a_line(request: pytest.FixtureRequest) -> None:
    long = [item.nodeid[:120] for item in request.session.items if len(item.nodeid) > 250]
    assert long == []


def test_no_case_is_named_by_a_number(request: pytest.FixtureRequest) -> None:
    numbered = [
        item.nodeid
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and (case := getattr(item, "callspec", None)) is not None
        and any(f"{name}{index}" in case.id.split("-") for name, index in case.indices.items())
    ]
    assert numbered == []
