"""Short names of long identifiers, the same on every copy."""

from incident_console.clock import new_id
from incident_console.domain.naming import REFERENCE_ALPHABET, letters, outbox_id, outbox_ids, told_apart


def test_fewer_letters_are_the_first_of_more() -> None:
    for name in [new_id() for _ in range(50)]:
        assert letters(name, 7).startswith(letters(name, 4))
        assert set(letters(name, 9)) <= set(REFERENCE_ALPHABET)


def test_identifiers_made_at_once_have_different_letters() -> None:
    made = [new_id(1_000) for _ in range(300)]
    assert len({letters(name, 4) for name in made}) > 295


def test_messages_of_like_letters_are_told_apart_by_more() -> None:
    one, other = "00000000-0000-7000-8000-000000000001", f"00000000-0000-7000-8000-{1 + 23**4:012x}"
    assert letters(one, 4) == letters(other, 4)
    names = {outbox_id("INC-7K3Q", name, [one, other]) for name in (one, other)}
    assert len(names) == 2
    assert {len(name) for name in names} == {10}
    assert outbox_id("INC-7K3Q", one, [one]) == "7K3Q-3222"
    others = [new_id() for _ in range(50)]
    assert outbox_ids("INC-7K3Q", [one, other, *others]) == {
        each: outbox_id("INC-7K3Q", each, [one, other, *others]) for each in (one, other, *others)
    }


def test_incidents_of_one_reference_get_letters_of_their_own() -> None:
    one, other, third = (f"00000000-0000-7000-8000-{number:012x}" for number in (1, 2, 3))
    assert told_apart({one: "INC-7K3Q", other: "INC-9BXW"}) == {one: "INC-7K3Q", other: "INC-9BXW"}
    names = told_apart({one: "INC-7K3Q", other: "INC-7K3Q", third: "INC-9BXW"})
    assert names == {one: "INC-7K3Q3", other: "INC-7K3Q4", third: "INC-9BXW"}
    # A longer name that somebody has already is nobody else's.
    names = told_apart({one: "INC-7K3Q", other: "INC-7K3Q", third: "INC-7K3Q3"})
    assert names == {one: "INC-7K3Q32", other: "INC-7K3Q4", third: "INC-7K3Q3"}
