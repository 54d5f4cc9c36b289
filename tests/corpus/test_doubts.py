"""Which attributes are in doubt, by the cues of mentions."""

from __future__ import annotations

from corpus.doubts import common_doubts, doubt_of, is_doubt, read_doubts, without_doubts


def test_doubts_stand_among_the_cues_and_are_told_apart() -> None:
    cues = ("direction.expense.cost.before", doubt_of("decided"))
    assert [is_doubt(cue) for cue in cues] == [False, True]
    assert read_doubts(";".join(cues)) == ("decided",)
    assert read_doubts("") == ()


def test_an_attribute_that_a_person_corrected_is_in_doubt_no_more() -> None:
    assert read_doubts("doubt.direction;doubt.decided", '{"direction": "expense"}') == ("decided",)


def test_a_figure_is_in_doubt_where_all_its_mentions_are() -> None:
    assert common_doubts([("direction", "decided"), ("decided",)]) == ("decided",)
    assert common_doubts([("direction",), ()]) == ()
    assert common_doubts([]) == ()


def test_what_something_else_told_is_settled() -> None:
    assert without_doubts(("a", "doubt.action", "doubt.decided"), ["action"]) == ("a", "doubt.decided")
