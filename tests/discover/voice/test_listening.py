"""From a firm's events to what its customers say: everything counted is what was put in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from clientela.discover.voice import Voice, listen, read_themes
from clientela.discover.voice.quotations import MASK
from clientela.errors import TooThinError
from clientela.segments.intervals import share_interval
from clientela.store.erasure import erase_person
from clientela.workspace import Workspace
from tests.discover.voice.firm import AS_OF, DAY, Said, make_firm, said

GOOD = (
    "I love this shop and will order again.",
    "Perfect, thank you so much for everything.",
    "Very happy with it.",
)
BAD = (
    "I am so disappointed with this shop.",
    "Never again, what a terrible experience.",
    "Awful, I want out of here.",
)
LATE = "The parcel came ten days late."
TIGHT = "The dress is too tight at the waist."


def _events() -> list[Said]:
    """Reviews of 200 customers: every third says the parcel was late, the late ones have one star."""
    rng = np.random.default_rng(4)
    events = []
    for number in range(1, 201):
        late = number % 3 == 0
        opening = (BAD if late else GOOD)[rng.integers(3)]
        text = f"{opening} {LATE if late else ''}{TIGHT if number % 10 == 1 else ''}"
        at = AS_OF - int(rng.integers(1, 400)) * DAY
        events.append(said(number, text, score=1 if late else 5, at=at))
    return events


def _others() -> list[Said]:
    return [
        said(201, "Late! Mail kim@example.com or +34 612 345 678, http://x.example/a", kind="ticket_opened"),
        said(202, "the customer said the parcel was late, angry", kind="note_added"),
        said(203, "It came much too late.", at=AS_OF + DAY),
        said(204, "El paquet va arribar tard, una llàstima.", kind="message_replied"),
        said(205, "Chegou tudo certinho, recomendo a loja.", score=5),
        said(206, "ok", score=4),
        said(207, None, score=3),
        said(208, "Not her words", kind="ticket_closed", score=2),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory):
    people = [{"customer_id": number, "country": "ES" if number % 2 else "RO"} for number in range(1, 209)]
    folder = tmp_path_factory.mktemp("voice") / "firm"
    with make_firm(folder, [*_events(), *_others()], people) as made:
        yield made


@pytest.fixture(scope="module")
def heard(firm: Workspace) -> Voice:
    return firm.voice(as_of=AS_OF)


def _theme(result: Voice, key: str):
    return next(each for each in result.themes if each.key == key)


def test_comments_customers_and_languages_are_counted(heard: Voice):
    assert (heard.comments, heard.customers) == (204, 204)
    counts = {each.language: (each.comments, each.readable) for each in heard.languages}
    assert counts["pt"] == (1, False)
    assert counts["ca"] == (1, True)
    assert counts["en"][0] >= 199
    # the Portuguese review has no words for themes, and "ok" is in no language
    assert heard.readable == 202
    assert sum(each.comments for each in heard.languages) == 204


def test_share_and_mean_of_a_theme_are_those_of_its_comments(heard: Voice):
    late = _theme(heard, "delivery")
    count = 66 + 2  # every third of two hundred, the ticket and the reply
    assert late.count == count
    assert late.share.n == heard.readable
    assert late.share.value == count / heard.readable
    assert (late.share.low, late.share.high) == pytest.approx(share_interval(count, heard.readable))
    assert (late.score.n, late.score.value) == (66, 0.0)
    assert _theme(heard, "size").count == 20
    assert 0 < _theme(heard, "size").score.value < 100


def test_thin_themes_show_nothing(heard: Voice):
    hidden = [each for each in heard.themes if each.count is None]
    assert {each.key for each in hidden} >= {"payment", "assortment"}
    assert all(each.share.value is None and not each.quotations and each.change is None for each in hidden)


def test_nothing_of_the_staff_and_nothing_later_is_read(firm: Workspace, heard: Voice):
    later = firm.voice(as_of=AS_OF + 2 * DAY)
    assert later.comments == heard.comments + 1
    assert _theme(later, "delivery").count == _theme(heard, "delivery").count + 1
    quoted = " ".join(text for each in later.themes for text in each.quotations)
    assert "angry" not in quoted
    assert "Not her words" not in quoted


def test_since_and_segment_narrow_what_is_asked(firm: Workspace):
    since = AS_OF - 100 * DAY
    narrow = firm.voice("country = 'ES'", as_of=AS_OF, since=since)
    wanted = [each for each in _events() if each["customer_id"] % 2 and each["at"] > since]
    wanted += [each for each in _others() if each["customer_id"] in (201, 205)]
    assert narrow.comments == len(wanted)
    assert narrow.segment == "country = 'ES'"
    assert narrow.periods == (since - 100 * DAY, since, AS_OF)
    with pytest.raises(TooThinError, match="1 customers have said"):
        firm.voice("external_id = 'C5'", as_of=AS_OF)


def test_same_seed_same_answer_and_all_of_it_is_plain_data(firm: Workspace, heard: Voice):
    again = firm.voice(as_of=AS_OF)
    assert again.as_json() == heard.as_json()
    assert json.loads(json.dumps(heard.as_json()))["comments"] == 204
    assert repr(heard).startswith(
        "Voice(204 comments of 204 customers, as of 2026-06-01; delivery 34%, size 10%; review_written 0.6"
    )
    frame = heard.frame("ca").to_pandas()
    assert frame.name[0] == "Enviament"
    assert frame.comments[0] == 68
    assert frame.share.notna().sum() == sum(each.count is not None for each in heard.themes)


def test_quotations_are_masked_short_and_of_different_people(tmp_path: Path):
    events = [
        said(number, f"My parcel was late, write to kim{number}@example.com", score=1)
        for number in range(1, 15)
    ]
    events.append(said(20, "The parcel was late. " * 20, score=1))
    events.append(said(21, "Parcel late; and I am pregnant.", score=1))
    with make_firm(tmp_path / "firm", events) as firm:
        late = _theme(firm.voice(as_of=AS_OF), "delivery")
    assert late.count == 16
    assert late.quotations == (f"My parcel was late, write to {MASK}",)


def test_erased_people_are_gone(tmp_path: Path):
    events = [said(number, f"The parcel number {number % 7} came late.", score=1) for number in range(1, 13)]
    with make_firm(tmp_path / "firm", events) as firm:
        assert firm.voice(as_of=AS_OF).comments == 12
        erase_person(firm.store.engine, 3)
        assert firm.voice(as_of=AS_OF).comments == 11
        assert _theme(firm.voice(as_of=AS_OF), "delivery").count == 11
        for number in (1, 2):
            erase_person(firm.store.engine, number)
        with pytest.raises(TooThinError, match="9 customers have said"):
            firm.voice(as_of=AS_OF)


def test_doubled_share_is_a_change_and_the_same_share_is_none(tmp_path: Path):
    def texts(number: int, late: int, tight: int, days: int) -> list[Said]:
        parts = [(LATE * (place < late), TIGHT * (place < tight)) for place in range(150)]
        at = AS_OF - days * DAY
        return [
            said(number + place, "".join(part) or "Nice and fine shop.", at=at)
            for place, part in enumerate(parts)
        ]

    with make_firm(tmp_path / "firm", texts(1, 30, 50, 120) + texts(1001, 75, 52, 30)) as firm:
        found = firm.voice(as_of=AS_OF)
    late, tight = _theme(found, "delivery").change, _theme(found, "size").change
    assert (late.before, late.now) == (0.2, 0.5)
    assert late.p < 1e-5
    assert late.low > 0.15
    assert tight.p > 0.5


def test_firm_edits_its_themes_in_versions(tmp_path: Path):
    events = [said(number, "The gloomy parcel came in time.", score=5) for number in range(1, 15)]
    with make_firm(tmp_path / "firm", events) as firm:
        own = "gloom:\n  name: {en: Gloom, ru: Мрак}\n  en: gloom*\n"
        file = tmp_path / "themes.yaml"
        file.write_text(own, encoding="utf-8")
        assert firm.set_themes(file) == read_themes(own) == firm.themes()
        found = firm.voice(as_of=AS_OF)
        assert [(each.key, each.count) for each in found.themes] == [("gloom", 14)]
        firm.set_themes("grim:\n  en: grim\n", note="less gloom")
        assert [theme.key for theme in firm.themes().themes] == ["grim"]


def test_subjects_are_what_no_theme_caught(tmp_path: Path):
    rng = np.random.default_rng(2)
    about = (
        ["music", "loud", "speakers", "volume", "songs"],
        ["garden", "flowers", "plants", "roots", "soil"],
    )
    events = []
    for number in range(1, 161):
        words = rng.choice(about[number % 2], 3, replace=False)
        events.append(
            said(number, f"There was the {words[0]} and the {words[1]} with the {words[2]}.", score=4)
        )
    events += [said(500 + number, "The music is for the pregnant.", score=4) for number in range(15)]
    with make_firm(tmp_path / "firm", events) as firm:
        found = firm.voice(as_of=AS_OF).subjects
    assert sum(set(each.words) <= set(about[0]) or set(each.words) <= set(about[1]) for each in found) >= 2
    assert not any("pregnant" in word for each in found for word in each.words)
    assert all(each.share.low < each.share.value < each.share.high for each in found)


def test_scores_by_segment_month_and_who_was_asked(tmp_path: Path):
    events: list[Said] = []
    for number in range(1, 401):
        if number <= 300:
            sent = AS_OF - 70 * DAY
            events.append(said(number, kind="message_sent", campaign="NPS", at=sent))
        spanish = number % 2 == 0
        if number <= 200:
            score = 10 if number % 20 < (14 if spanish else 5) else 3
            month = AS_OF - (60 if number <= 100 else 20) * DAY
            # an older answer that a newer one replaces
            events.append(said(number, kind="survey_answered", survey="nps", score=0, at=month - DAY))
            events.append(said(number, kind="survey_answered", survey="nps", score=score, at=month))
    people = [
        {"customer_id": number, "country": "ES" if number % 2 == 0 else "RO"} for number in range(1, 401)
    ]
    with make_firm(tmp_path / "firm", events, people) as firm:
        for name, rule in (
            ("Spain", "country = 'ES'"),
            ("Romania", "country = 'RO'"),
            ("Few", "external_id in ('C1', 'C2')"),
        ):
            firm.save_segment(name, rule, at=AS_OF)
        (scores,) = firm.voice(as_of=AS_OF, compare=["Spain", "Romania", "Few"]).scores
    good = sum(1 for number in range(1, 201) if number % 20 < (14 if number % 2 == 0 else 5))
    assert scores.counts == (good, 0, 200 - good)
    assert scores.score.value == pytest.approx(100 * (2 * good - 200) / 200)
    spain, romania, few = scores.segments
    assert (spain.score.n, romania.score.n, few.score.n, few.score.value) == (100, 100, 2, None)
    assert (scores.response.answered, scores.response.asked) == (200, 300)
    assert scores.response.rate.value == pytest.approx(2 / 3)
    assert few.response.rate.value is None
    (gap,) = scores.gaps
    assert (gap.segment, gap.other, gap.is_clear) == ("Spain", "Romania", True)
    assert [(each.month, each.score.n) for each in scores.months] == [
        (dt.date(2026, 4, 1), 100),
        (dt.date(2026, 5, 1), 100),
    ]


def test_who_was_asked_is_unknown_without_invitations(heard: Voice):
    assert all(each.response.asked is None and each.response.rate is None for each in heard.scores)


def test_weighting_uses_how_many_orders_everybody_has(tmp_path: Path):
    """Those with orders answer and are happy; most customers have none and are not."""
    events: list[Said] = []
    for number in range(1, 301):
        buyer = number <= 100
        if buyer:
            events.append(said(number, kind="order_completed", amount=None, at=AS_OF - 9 * DAY))
        if number <= 140:
            events.append(said(number, kind="survey_answered", survey="nps", score=10 if buyer else 0))
    people = [{"customer_id": number} for number in range(1, 301)]
    with make_firm(tmp_path / "firm", events, people) as firm:
        (scores,) = firm.voice(as_of=AS_OF).scores
    assert scores.score.value == pytest.approx(100 * 60 / 140)
    assert scores.weighted.value == pytest.approx(100 * (100 - 200) / 300)
    assert scores.weighted.covered == 1


def test_listening_is_watched_and_can_be_stopped(firm: Workspace, heard: Voice):
    told: list[float] = []

    def watch(done: float, total: float, text: str = "") -> None:
        told.append(done / total)
        if done / total > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        listen(firm.base, firm.themes(), AS_OF, progress=watch)
    assert told == sorted(told)
