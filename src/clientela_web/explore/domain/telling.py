"""What a search found, kept: pages in six languages, and the few facts other pages ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction

from clientela.catalog.labels import LANGUAGES
from clientela.discover.lifetime.result import Lifetime
from clientela.discover.patterns.asking import Patterns
from clientela.discover.proposals import Proposal
from clientela.discover.proposals.accepting import note_of
from clientela.reports import discovery as discovery_report
from clientela.reports import lifetime as lifetime_report
from clientela.reports import patterns as patterns_report
from clientela.reports.section import Section
from clientela.rules.text import write_rule
from clientela_web.models.discovery_run import DiscoveryPage, DiscoveryRun
from clientela_web.models.job import State
from clientela_web.workspace import firm

if TYPE_CHECKING:
    from clientela_web.explore.domain.searching import Found


def keep(run: DiscoveryRun, found: Found) -> None:
    """Write down what was found; nothing where another worker has taken the run up."""
    pages = [_page(run, found, language) for language in LANGUAGES]
    with transaction.atomic():
        held = DiscoveryRun.objects.filter(pk=run.pk, holder=run.holder, state=State.RUNNING)
        if not held.update(result=_facts(found)):
            return
        DiscoveryPage.objects.filter(run=run).delete()
        DiscoveryPage.objects.bulk_create(pages)


def _page(run: DiscoveryRun, found: Found, language: str) -> DiscoveryPage:
    title, sections = _report(found, language)
    body = msgspec.json.encode(sections).decode()
    return DiscoveryPage(run=run, language=language, title=title, body=body)


def _report(found: Found, language: str) -> tuple[str, tuple[Section, ...]]:
    match found:
        case Lifetime():
            return lifetime_report.report_title(language), lifetime_report.sections(found, language)
        case Patterns():
            return patterns_report.report_title(language), patterns_report.sections(found, language)
    sections = discovery_report.sections(found, language, firm().catalog)
    return discovery_report.report_title(language), sections


def _facts(found: Found) -> dict[str, Any]:
    match found:
        case Lifetime():
            return {"customers": found.customers, "overdue": found.overdue}
        case Patterns():
            rules = {key: write_rule(rule) for key, rule in found.rules().items()}
            return {"rules": rules, "members": dict(found.members)}
    return {
        "population": found.population,
        "clustered": found.clustered,
        "k": found.clustering.chosen.k,
        "verdict": found.clustering.verdict.label,
        "proposals": [_proposal(each) for each in found.proposals],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    facts = proposal.as_json()
    kept = ("key", "kind", "names", "text", "in_order", "sentences", "count", "share", "stability")
    agreement = proposal.agreement.f1 if proposal.agreement is not None else None
    share = proposal.card.substantial.share if proposal.card.substantial is not None else None
    interval = None if share is None else [share.low, share.high]
    return {key: facts[key] for key in kept} | {
        "note": note_of(proposal),
        "agreement": agreement,
        "share_interval": interval,
    }
