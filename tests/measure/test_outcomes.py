"""What must hold of the rows: each complaint names row, column and cure."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clientela.errors import OutcomesError, TooThinError, UnknownNameError
from clientela.measure import Columns, Design, Outcomes, read_outcomes
from tests.measure.drawn import frame, outcomes

ARMS = ["mail", "holdout", "mail", "holdout"]


def test_arms_segments_and_values_are_as_given():
    table = frame(arm=ARMS, y=[True, False, False, True], z=[1.5, 0, 2, 0], city=["Vic", None, "", "Reus"])
    found = outcomes(table, outcomes=("y", "z"), segment="city")
    assert (found.arms, found.variants, found.segments) == (("holdout", "mail"), ("mail",), ("Reus", "Vic"))
    assert found.arm_codes.tolist() == [1, 0, 1, 0]
    assert found.segment_codes.tolist() == [1, -1, -1, 0]
    assert (found.kind("y"), found.kind("z"), found.primary) == ("rate", "mean", "y")
    assert found.values("y").tolist() == [1, 0, 0, 1]
    assert repr(found) == "Outcomes(4 customers, arms holdout, mail)"


def test_what_is_missing_of_before_takes_the_mean():
    table = frame(arm=ARMS, y=[1, 0, 0, 1], last=[1.0, None, 3.0, float("nan")])
    before = outcomes(table, before={"y": ("last",)}).before("y")
    assert before is not None
    assert before[:, 0].tolist() == [1, 2, 3, 2]


@pytest.mark.parametrize(
    ("columns", "options", "error", "said"),
    [
        ({"arm": ARMS, "y": [1, None, 0, 1]}, {}, OutcomesError, "row 2: column 'y' is empty; write 0 where"),
        ({"arm": ["mail", None, "mail", "holdout"], "y": [1] * 4}, {}, OutcomesError, "row 2: column 'arm'"),
        ({"arm": ARMS, "y": ["a"] * 4}, {}, OutcomesError, "column 'y' holds string; give numbers"),
        ({"arm": ARMS, "y": [1, np.inf, 0, 1]}, {}, OutcomesError, "row 2: column 'y' is infinite"),
        ({"arm": ["mail"] * 4, "y": [1] * 4}, {}, UnknownNameError, "no arm 'holdout'"),
        ({"arm": ["holdout"] * 4, "y": [1] * 4}, {}, TooThinError, "there is no second arm"),
        ({"arm": [*ARMS[:3], "mail"], "y": [1] * 4}, {}, TooThinError, "arm 'holdout' has 1 customer"),
        ({"arm": ARMS, "x": [1] * 4}, {}, UnknownNameError, "no column 'y'"),
        ({"arm": ARMS, "y": [1] * 4}, {"segment": "city"}, UnknownNameError, "no column 'city'"),
        (
            {"arm": ARMS, "y": [1] * 4, "who": ["A", "B", "A", "C"]},
            {"customer": "who"},
            OutcomesError,
            "row 1: customer 'A' is there more than once",
        ),
        ({"arm": ARMS, "y": [1] * 4}, {"before": {"z": ("y",)}}, UnknownNameError, "no outcome 'z'"),
    ],
)
def test_what_cannot_be_measured_says_why(columns, options, error, said: str):
    with pytest.raises(error, match=said):
        outcomes(frame(**columns), **options)


def test_names_that_are_not_there_are_refused():
    found = outcomes(frame(arm=ARMS, y=[1, 0, 0, 1], city=["a", "b", "a", "b"]), segment="city")
    with pytest.raises(UnknownNameError, match="no arm 'male'; did you mean 'mail'"):
        found.in_arm("male")
    with pytest.raises(UnknownNameError, match="no segment 'c'"):
        found.in_segment("c")
    with pytest.raises(UnknownNameError, match="no trait 'hour'"):
        found.trait("hour")
    with pytest.raises(UnknownNameError, match="no arm 'blue'"):
        outcomes(frame(arm=ARMS, y=[1] * 4), design=Design("holdout", shares={"blue": 1}))


def test_dictionaries_and_decimals_are_read_too():
    table = pa.table(
        {"arm": pa.array(ARMS).dictionary_encode(), "y": pa.array([1, 2, 3, 4], pa.decimal128(9, 2))}
    )
    assert outcomes(table).values("y").tolist() == [1, 2, 3, 4]


def _file(tmp_path, text: str):
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_as_a_spreadsheet_writes_it(tmp_path):
    text = "grup;comprat;import\ncontrol;no;0,00\nA;sí;12,50\nA;no;3,25\ncontrol;sí;1.200,00\n"
    columns = Columns(arm="grup", outcomes=("comprat", "import"))
    found = read_outcomes(_file(tmp_path, text), columns, Design(""))
    assert found.arms == ("control", "A")
    assert found.values("comprat").tolist() == [0, 1, 0, 1]
    assert found.values("import").tolist() == [0, 12.5, 3.25, 1200]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("arm,y\ncontrol,1\nA,much\nA,0\n", OutcomesError, "row 3: column 'y' is 'much', which is no number"),
        ("arm,y\nB,1\nA,1\nA,0\n", OutcomesError, "which of the arms got nothing.* A, B"),
        ("arm,z\ncontrol,1\nA,1\n", UnknownNameError, "no column 'y'"),
    ],
)
def test_a_file_that_cannot_be_measured_says_the_row(tmp_path, text: str, error, said: str):
    with pytest.raises(error, match=said):
        read_outcomes(_file(tmp_path, text), Columns(outcomes=("y",)), Design(""))


def test_outcomes_need_a_name():
    with pytest.raises(OutcomesError, match="no outcome is named"):
        Outcomes(frame(arm=ARMS), Columns(outcomes=()), Design("holdout"))
