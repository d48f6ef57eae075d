"""What customers say, measured: forms of words, languages, planted themes, tone, intervals, time.

    python bench/voice.py [--customers 5000] [--reviews FILE] [--skip-sample]

`--reviews` is a CSV (or .gz) with columns `Review Text` and `Rating`.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.discover.voice.firm import AS_OF, make_firm, said

import clientela
from clientela.discover.voice.language import LanguageReader
from clientela.discover.voice.matching import Matcher
from clientela.discover.voice.scores import nps_half_width, nps_interval, nps_interval_wald
from clientela.discover.voice.themes import built_in_themes
from clientela.discover.voice.words import keys_of, wide_keys_of
from clientela.rules.folding import fold_text
from clientela.sample import write_sample
from clientela.sample.phrases import LANGUAGES, SENTENCES, THEMES

HERE = Path(__file__).resolve().parent
SENTENCE_FILE = HERE.parent / "tests" / "discover" / "voice" / "sentences.yaml"
PLANTED = {"service": "support"}
UNTIL = dt.date(2026, 6, 1)

# forms of one word on a line; the first is the one looked for
FORMS = yaml.safe_load((HERE / "word_forms.yaml").read_text(encoding="utf-8"))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--customers", type=int, default=5_000)
    options.add_argument("--reviews", type=Path)
    options.add_argument("--skip-sample", action="store_true")
    chosen = options.parse_args()
    forms()
    languages()
    intervals()
    if not chosen.skip_sample:
        sample(chosen.customers)
    if chosen.reviews:
        reviews(chosen.reviews)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def forms() -> None:
    """Which share of inflected forms meet the word they are forms of, as written and without accents."""
    print("forms of words found: by lemma / by stem / by either; the same typed without accents")
    for language, lines in FORMS.items():
        pairs = [(head, form) for line in lines for head, *rest in [line.split()] for form in rest]
        parts = [_found(pairs, language, fold_text if folded else str) for folded in (False, True)]
        print(f"  {language}  {len(pairs)} pairs  {parts[0]}   {parts[1]}")


def _found(pairs: list[tuple[str, str]], language: str, spelled: Callable[[str], str]) -> str:
    counts: Counter[str] = Counter()
    for head, form in pairs:
        same = {key[0] for key in keys_of(head, language) & keys_of(spelled(form), language)}
        counts += Counter(same)
        counts["either"] += bool(wide_keys_of(head, language) & keys_of(spelled(form), language))
    return " / ".join(f"{counts[way] / len(pairs):.2f}" for way in ("l", "s", "either"))


def languages() -> None:
    """Right, left open and wrong on short sentences and on two of them together."""
    reader = LanguageReader()
    short = yaml.safe_load(SENTENCE_FILE.read_text(encoding="utf-8"))
    long = {code: [f"{one} {other}" for one, other in pairwise(texts)] for code, texts in short.items()}
    for name, texts in (("one sentence", short), ("two sentences", long)):
        told = Counter()
        for code, sentences in texts.items():
            for text in sentences:
                found = reader.read(text).language
                told["right" if found == code else "open" if found is None else "wrong"] += 1
        print(f"language, {name}: {dict(told)}")


def intervals() -> None:
    """Coverage of NPS intervals at 95 % promoters and 1 % detractors."""
    rng = np.random.default_rng(0)
    for n in (10, 30, 50, 100, 400):
        drawn = rng.multinomial(n, [0.95, 0.04, 0.01], 20_000)
        held = {
            name: np.mean([low <= 94 <= high for low, high in (way(g, b, n) for g, _, b in drawn)])
            for name, way in (("Wald", nps_interval_wald), ("adjusted", nps_interval))
        }
        reach = nps_half_width(0.5, 0.2, n)
        print(
            f"NPS n={n}: covers Wald {held['Wald']:.3f}, adjusted {held['adjusted']:.3f}; "
            f"half width at 50/20 ±{reach:.1f}"
        )


def sample(customers: int) -> None:
    """Precision and recall of the themes planted in the sample shop's reviews and answers."""
    with tempfile.TemporaryDirectory() as folder, clientela.create(Path(folder) / "shop") as shop:
        report = write_sample(Path(folder) / "files", customers=customers, seed=7, until=UNTIL)
        for file in report.files:
            shop.import_file(report.folder / file.file, file.kind, as_of=AS_OF)
        texts = shop.store.engine.rows(
            "SELECT text, count(*) FROM events WHERE text IS NOT NULL AND kind IN (?, ?) "
            "GROUP BY 1 ORDER BY 1",
            ["review_written", "survey_answered"],
        )
        _planted(texts)
        started = time.process_time()
        found = shop.voice(as_of=AS_OF)
        print(f"voice: {found.comments:,} comments, {time.process_time() - started:.1f} CPU s; {found!r}")
        for each in found.tone.measured:
            print(f"  {each}")


def _planted(texts: list[tuple[str, int]]) -> None:
    matcher = Matcher(built_in_themes())
    keys = [theme.key for theme in matcher.themes.themes]
    reader = LanguageReader()
    for language in LANGUAGES:
        sentences = {
            sentence: PLANTED.get(theme, theme)
            for theme in THEMES
            for tone in SENTENCES[language][theme]
            for sentence in tone
        }
        hits = told = planted = right = comments = 0
        for text, often in texts:
            wanted = {theme for sentence, theme in sentences.items() if sentence in text}
            if not wanted:
                continue
            bits = matcher.themes_of(text, [language])
            found = {key for place, key in enumerate(keys) if bits >> place & 1}
            hits, told = hits + often * len(found & wanted), told + often * len(found)
            planted, comments = planted + often * len(wanted), comments + often
            right += often * (reader.read(text).language == language)
        print(
            f"planted themes, {language}: {comments:,} comments, recall {hits / planted:.3f}, "
            f"precision {hits / told:.3f}; language told alone {right / comments:.3f}"
        )


def reviews(file: Path) -> None:
    """Reviews with stars: what comes out, and how well tone is told."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    events = [
        said(number, row["Review Text"].strip() or None, score=int(row["Rating"]))
        for number, row in enumerate(rows, 1)
    ]
    with tempfile.TemporaryDirectory() as folder, make_firm(Path(folder) / "firm", events) as firm:
        started = time.process_time()
        found = firm.voice(as_of=AS_OF)
        print(f"reviews: {found!r}, {time.process_time() - started:.1f} CPU s")
    for scores in found.scores:
        print(f"  {scores}, counts {scores.counts}, mean {scores.mean}")
    for each in found.tone.measured:
        print(f"  {each}")


if __name__ == "__main__":
    main()
