"""How content the customers of each arm are, by the survey that most of them answered in the window."""

from __future__ import annotations

import numpy as np

from clientela.discover.voice.scales import scale_of
from clientela.measure.campaigns.gathering import Gathered
from clientela.measure.satisfaction import Satisfaction, satisfaction


def contentment(found: Gathered) -> tuple[str, Satisfaction | None]:
    """The survey's name and the score of each arm; of several answers of one customer her last counts."""
    began = found.sent.began
    if began is None:
        return "", None
    window = (began, found.reading.until(began), found.reading.as_of)
    surveys = found.engine.rows(
        """SELECT coalesce(survey, ''), min(score), max(score) FROM events SEMI JOIN drawn USING (customer_id)
           WHERE kind = 'survey_answered' AND score IS NOT NULL AND "at" >= ? AND "at" < ? AND "at" <= ?
           GROUP BY 1 ORDER BY count(DISTINCT customer_id) DESC, 1 LIMIT 1""",
        window,
    )
    if not surveys:
        return "", None
    ((survey, lowest, highest),) = surveys
    scale = scale_of("survey_answered", survey, lowest, highest)
    if scale is None:
        return survey, None
    answers = found.engine.table(
        """SELECT arm, CAST(arg_max(score, events.at) AS DOUBLE) AS score
           FROM events JOIN drawn USING (customer_id)
           WHERE kind = 'survey_answered' AND score IS NOT NULL AND coalesce(survey, '') = ?
             AND events.at >= ? AND events.at < ? AND events.at <= ?
           GROUP BY events.customer_id, arm ORDER BY arm""",
        (survey, *window),
    )
    arms = np.asarray(answers.column("arm").to_pylist(), dtype=object)
    scores = np.asarray(answers.column("score").to_numpy(), dtype=np.float64)
    names = sorted(set(arms), key=lambda name: (name != found.holdout, name))
    return survey, satisfaction(scores, {name: arms == name for name in names}, scale)
