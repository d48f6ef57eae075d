"""The models against simulation, quadrature by SciPy, the published forms, and their own derivatives."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.optimize import approx_fprime
from scipy.special import betaln, gammaln, hyp2f1

from clientela.discover.purchases import MODELS, Fitted, Histories, ModelName, fit, fitting
from clientela.discover.purchases.maximising import maximum
from clientela.discover.purchases.quadrature import log_terms
from clientela.discover.purchases.simulate import simulate
from clientela.errors import NotConvergedError
from tests.discover.purchases.cdnow import one

NAMES: tuple[ModelName, ...] = ("bgnbd", "mbgnbd", "paretonbd")
TRUTH: dict[ModelName, tuple[float, ...]] = {
    "bgnbd": (0.6, 5.0, 0.8, 2.5),
    "mbgnbd": (0.6, 5.0, 0.8, 2.5),
    "paretonbd": (0.6, 8.0, 0.7, 12.0),
}


def known(name: ModelName, *values: float) -> Fitted:
    """A model with given parameters."""
    return Fitted(MODELS[name], np.array(values or TRUTH[name]), np.zeros((4, 4)), 0.0, 0, 0, "week")


def many(*rows: tuple[float, float, float]) -> Histories:
    x, t_x, end = np.array(rows, float).T
    return Histories(np.arange(len(rows)), x, t_x, end, np.full(len(rows), np.nan), "week")


HISTORIES = many(
    (0, 0, 1), (0, 0, 80), (1, 0.5, 20), (2, 30.43, 38.86), (7, 39, 39), (40, 50, 90), (900, 300, 301)
)


@pytest.mark.parametrize("name", NAMES)
def test_derivatives(name: ModelName) -> None:
    model, values = MODELS[name], np.array(TRUTH[name])
    _, slope = model.log_likelihood(values, HISTORIES.coded())
    for row in range(len(HISTORIES)):
        alone = HISTORIES.rows(np.array([row]))
        numeric = approx_fprime(values, lambda p, a=alone: model.log_likelihood(p, a.coded())[0][0], 1e-6)
        assert slope[:, row] == pytest.approx(numeric, rel=2e-4, abs=2e-4)


@pytest.mark.parametrize(
    ("alpha", "beta", "m", "n", "low", "high"),
    [
        (10.6, 11.7, 0.55, 1.6, 0.0, 39.0),
        (0.01, 500.0, 0.2, 9.0, 0.0, 1000.0),
        (500.0, 0.01, 3.0, 0.2, 0.0, 1000.0),
        (10.0, 10.0, 2.5, 1.6, 20.0, 39.0),
        (4.0, 9.0, 3000.0, 1.5, 400.0, 1000.0),
        (1.0, 1.0, 0.05, 60.0, 0.0, 5000.0),
        (3.0, 2.0, 2.0, 2.0, 38.0, 38.01),
    ],
)
def test_the_integral(alpha: float, beta: float, m: float, n: float, low: float, high: float) -> None:
    terms = log_terms((alpha, beta), (np.array([m]), n), np.array([low]), np.array([high]))

    def relative(log_u: float) -> float:
        u = low + np.expm1(log_u) * 1e-3
        fall = m * np.log((alpha + u) / (alpha + low)) + n * np.log((beta + u) / (beta + low))
        return float(np.exp(-fall + log_u) * 1e-3)

    points = np.linspace(0, np.log1p((high - low) * 1e3), 200)
    exact = sum(quad(relative, a, b, epsabs=0, epsrel=1e-13)[0] for a, b in itertools.pairwise(points))
    ours = np.exp(terms.logs[0] + m * np.log(alpha + low) + n * np.log(beta + low)).sum()
    assert ours == pytest.approx(exact, rel=1e-10)


def test_pareto_nbd_is_the_published_likelihood() -> None:
    """Equation 18 of Fader & Hardie (2005), with the hypergeometric function where it has its digits."""
    for r, alpha, s, beta in ((0.55, 10.6, 0.6, 11.7), (0.9, 7.0, 1.3, 2.0)):
        for x, t_x, end in ((0.0, 0.0, 39.0), (2.0, 30.43, 38.86), (7.0, 12.0, 30.0)):
            first, second, inner = (alpha, beta, s + 1) if alpha >= beta else (beta, alpha, r + x)
            total = r + s + x
            at = [
                hyp2f1(total, inner, total + 1, (first - second) / (first + t)) / (first + t) ** total
                for t in (t_x, end)
            ]
            here = (alpha + end) ** -(r + x) * (beta + end) ** -s
            expected = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
            expected += np.log(here + s / total * (at[0] - at[1]))
            ours = MODELS["paretonbd"].log_likelihood(
                np.array([r, alpha, s, beta]), one(x, t_x, end).coded()
            )[0][0]
            assert ours == pytest.approx(expected, abs=1e-10)


def test_bg_nbd_is_the_published_likelihood() -> None:
    """Equation 6 of Fader, Hardie & Lee (2005)."""
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
    for x, t_x, end in ((0.0, 0.0, 39.0), (1.0, 5.0, 39.0), (6.0, 20.0, 39.0)):
        alive = np.exp(betaln(a, b + x) - betaln(a, b)) * (alpha + end) ** -(r + x)
        gone = np.exp(betaln(a + 1, b + x - 1) - betaln(a, b)) * (alpha + t_x) ** -(r + x) if x else 0.0
        expected = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + np.log(alive + gone)
        ours = MODELS["bgnbd"].log_likelihood(np.array([r, alpha, a, b]), one(x, t_x, end).coded())[0][0]
        assert ours == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("a", [0.4, 1.0, 1.0 + 1e-9, 1.7, 6.0])
@pytest.mark.parametrize("name", ["bgnbd", "mbgnbd"])
def test_expected_purchases_by_direct_integration(name: ModelName, a: float) -> None:
    """E[(1 - exp(-λpt)) / p] over the posterior rate λ and probability of leaving p of one who is alive."""
    r, alpha, b, t = 0.5, 4.0, 0.9, 45.0
    model = MODELS[name]
    for x, t_x, end in ((0.0, 0.0, 3.0), (3.0, 10.0, 20.0), (60.0, 38.0, 39.0)):
        stayed = b + x + (name == "mbgnbd")

        def density(p: float, x: float = x, end: float = end, stayed: float = stayed) -> float:
            quiet = -np.expm1(-(r + x) * np.log1p(p * t / (alpha + end)))
            return float(
                quiet / p * np.exp((a - 1) * np.log(p) + (stayed - 1) * np.log1p(-p) - betaln(a, stayed))
            )

        cuts = [0, 1e-6, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5, 0.9, 1]
        exact = sum(quad(density, lo, hi)[0] for lo, hi in itertools.pairwise(cuts))
        said = model.expected_if_alive(np.array([r, alpha, a, b]), one(x, t_x, end), t)[0]
        assert said == pytest.approx(exact, rel=1e-6)


def test_pareto_nbd_p_buy_by_direct_integration() -> None:
    r, alpha, s, beta = TRUTH["paretonbd"]
    x, end, t = 3.0, 30.0, 13.0

    def density(rate: float, leaving: float) -> float:
        buys = rate / (rate + leaving) * -np.expm1(-(rate + leaving) * t)
        shape = r + x
        of_rate = (
            shape * np.log(alpha + end) + (shape - 1) * np.log(rate) - rate * (alpha + end) - gammaln(shape)
        )
        of_leaving = s * np.log(beta + end) + (s - 1) * np.log(leaving) - leaving * (beta + end) - gammaln(s)
        return float(buys * np.exp(of_rate + of_leaving))

    def by_logs(log_leaving: float, rate: float) -> float:  # the density has a pole at leaving = 0
        return density(rate, np.exp(log_leaving)) * np.exp(log_leaving)

    exact = dblquad(by_logs, 0, 2, -45, 1, epsrel=1e-8)[0]
    said = MODELS["paretonbd"].p_buy_if_alive(np.array(TRUTH["paretonbd"]), one(x, 20.0, end), t)[0]
    assert said == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_scores_hold_for_simulated_customers(name: ModelName) -> None:
    """With the true parameters every mean score is what happened, whoever is asked about."""
    drawn = simulate(name, TRUTH[name], np.full(60_000, 30.0), t=20.0, seed=5, unit="week")
    model, rows = known(name), drawn.histories
    asked = {"all": rows.x >= 0, "once": rows.x == 0, "silent": rows.t_x < 10, "keen": rows.x >= 4}
    for group, chosen in asked.items():
        part, error = rows.rows(chosen), 4 / np.sqrt(chosen.sum())
        assert model.p_alive(part).mean() == pytest.approx(drawn.alive[chosen].mean(), abs=error / 2), group
        bought = drawn.future[chosen] > 0
        assert model.p_buy(part, 20).mean() == pytest.approx(bought.mean(), abs=error / 2), group
        future = drawn.future[chosen]
        assert model.expected(part, 20).mean() == pytest.approx(future.mean(), abs=error * future.std()), (
            group
        )
        again = model.future(part, 20, np.random.default_rng(1))
        assert again.mean() == pytest.approx(future.mean(), abs=1.5 * error * future.std()), group
    assert model.expected_new(30) == pytest.approx(rows.x.mean(), abs=4 * rows.x.std() / np.sqrt(len(rows)))


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_recovered(name: ModelName) -> None:
    watched = np.random.default_rng(3).integers(200, 365, 8_000).astype(float)
    in_days = [TRUTH[name][0], 7 * TRUTH[name][1], *TRUTH[name][2:]]
    if name == "paretonbd":
        in_days[3] *= 7
    fitted = fit(name, simulate(name, in_days, watched, t=0.0, seed=11).histories)
    errors = np.array(list(fitted.standard_errors.values()))
    assert np.all(np.abs(fitted.values - in_days) < 3.5 * errors)
    assert np.all(errors < 0.35 * np.array(in_days))


def test_grouped_and_ungrouped_likelihoods_are_equal() -> None:
    watched = np.random.default_rng(4).integers(80, 120, 3_000).astype(float)
    rows = simulate("bgnbd", (0.5, 20.0, 0.8, 2.0), watched, t=0.0, seed=2).histories
    whole = dataclasses.replace(rows, t_x=np.ceil(rows.t_x))
    groups = whole.groups()
    assert len(groups) < 0.6 * len(whole)
    for name in NAMES:
        model, values = MODELS[name], np.array(TRUTH[name])
        raw = model.log_likelihood(values, whole.coded())[0]
        assert groups.spread(model.log_likelihood(values, groups.histories.coded())[0]) == pytest.approx(
            raw, rel=1e-12
        )


def test_a_search_that_starts_on_some_ends_on_all(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = np.random.default_rng(9).uniform(20, 90, 6_000)
    rows = simulate("mbgnbd", TRUTH["mbgnbd"], watched, t=0.0, seed=3, unit="week").histories
    whole = fit("mbgnbd", rows)
    monkeypatch.setattr(fitting, "THINNED", 500)
    assert fit("mbgnbd", rows).values == pytest.approx(whole.values, rel=1e-6)
    some = rows.groups().thinned(500)
    assert len(some) <= 750
    assert some.weight.sum() == pytest.approx(6_000, rel=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_large_numbers_stay_finite(name: ModelName) -> None:
    """Daily buyers over ten years, by days: where powers and hypergeometric functions overflow."""
    keen = many((3600, 3650, 3650), (3600, 1800, 3650), (0, 0, 3650), (1, 1, 3650))
    model = known(name)
    assert np.all(np.isfinite(MODELS[name].log_likelihood(np.array(TRUTH[name]), keen.coded())[0]))
    alive = model.p_alive(keen)
    assert np.all((alive >= 0) & (alive <= 1))
    assert alive[0] > 0.9
    assert alive[1] < 1e-12
    assert 20 < model.expected(keen, 30)[0] < 30
    assert model.p_buy(keen, 30)[0] > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_a_discount_of_nothing_changes_nothing_and_money_later_counts_less(name: ModelName) -> None:
    model, rows = known(name), HISTORIES
    assert model.discounted(rows, 104, 0.0) == pytest.approx(model.expected(rows, 104), rel=1e-12)
    steps = np.linspace(0, 104, 401)
    added = np.diff([model.expected(rows, t) for t in steps], axis=0, prepend=0)[1:]
    when = 1.1 ** -((steps[1:] + steps[:-1]) / 2 * 7 / 365.25)
    assert model.discounted(rows, 104, 0.1) == pytest.approx(when @ added, rel=1e-4)


def test_customers_in_any_order_get_the_same_answer() -> None:
    rows = simulate("mbgnbd", (0.6, 20.0, 0.8, 2.5), np.full(3_000, 200.0), t=0.0, seed=8).histories
    turned = rows.rows(np.random.default_rng(1).permutation(len(rows)))
    assert fit("mbgnbd", rows).parameters == fit("mbgnbd", turned).parameters


def clockwork(n: int = 400) -> Histories:
    same = (np.full(n, 10.0), np.full(n, 100.0), np.full(n, 100.0), np.full(n, np.nan))
    return Histories(np.arange(n), *same, unit="day")


@pytest.mark.parametrize("name", NAMES)
def test_purchases_that_leave_a_parameter_open(name: ModelName) -> None:
    """Everyone buys at the same rate and nobody leaves: a prior holds what nothing is known of."""
    fitted = fit(name, clockwork())
    assert fitted.held
    assert fitted.p_alive(clockwork())[0] > 0.99
    assert fitted.expected(clockwork(), 30)[0] == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_customers_who_are_all_alike(name: ModelName) -> None:
    """Gamma and beta shapes without end: the parameters are open, what is predicted is not."""
    truth = (0.6, 8.0, 40.0, 2000.0) if name == "paretonbd" else (0.6, 5.0, 50.0, 150.0)
    watched = np.random.default_rng(6).integers(20, 60, 4_000).astype(float)
    drawn = simulate(name, truth, watched, t=20.0, seed=12, unit="week")
    fitted = fit(name, drawn.histories)
    assert fitted.p_buy(drawn.histories, 20).mean() == pytest.approx((drawn.future > 0).mean(), abs=0.03)


def test_a_search_without_end_is_an_error() -> None:
    def rising(at: np.ndarray) -> tuple[float, np.ndarray]:
        return 1e3 * float(at.sum()), np.full(len(at), 1e3)

    with pytest.raises(NotConvergedError, match="the rising model found no clear best fit"):
        maximum(rising, [(1.0, 2.0)], what="rising", n=1.0)


def test_expected_purchases_where_the_series_would_overflow() -> None:
    """At a = 100 the way of reckoning changes; at 1e6 everyone leaves with probability a / (a + b)."""
    values, rows = np.array([0.6, 5.0, 100.0, 300.0]), one(3, 20, 39)
    model = MODELS["bgnbd"]
    both = [model.expected_if_alive(values + np.array([0, 0, step, 0]), rows, 52)[0] for step in (0, 1e-7)]
    assert both[1] == pytest.approx(both[0], rel=1e-6)
    said = model.expected_if_alive(np.array([0.6, 5.0, 1e6, 3e6]), rows, 52)[0]
    exact = (1 - (44 / (44 + 0.25 * 52)) ** 3.6) / 0.25
    assert said == pytest.approx(exact, rel=1e-4)
