"""Every page of the site: its name, who may ask for it, and values that fill its address in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from clientela_web.models import Role

EVERYBODY = frozenset(Role.values)
ANALYSTS = EVERYBODY - {Role.VIEWER}
MARKETERS = ANALYSTS - {Role.ANALYST}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR.value})

# Who may ask. A page that is not here fails the test: think, then write it down.
MAY_ASK: dict[frozenset[str], str] = {
    EVERYBODY: """
        accounts:account accounts:password accounts:second_factor accounts:end_others accounts:end_one
        home:home home:part api
        cards:list cards:columns cards:company cards:card cards:timeline cards:segments cards:figures
        cards:why_any cards:why
        strategies:list strategies:strategy strategies:progress
        segments:list segments:refresh segments:segment segments:profile segments:members segments:member
        segments:overlap segments:versions
        explore:index explore:tile explore:variables explore:variable explore:rfm explore:cut_points
        explore:clusters explore:lifetime explore:patterns explore:search explore:report explore:overlap
        explore:voice explore:themes
        firm:settings firm:about imports:list imports:past
        reports:campaign reports:segment reports:advice
        campaigns:list campaigns:campaign campaigns:check campaigns:recipients
        """,
    ANALYSTS: """
        cards:export cards:copy
        builder:new builder:edit builder:values builder:items builder:new_count builder:new_sample
        builder:new_near builder:new_past builder:new_moves builder:new_save builder:edit_count
        builder:edit_sample builder:edit_near builder:edit_past builder:edit_moves builder:edit_save
        reports:file reports:segment_file reports:mail reports:segment_mail reports:remove_mail
        strategies:proposals campaigns:preview campaigns:message
        segments:restore segments:names segments:duplicate segments:delete
        segments:export segments:export_file
        explore:accept explore:cancel
        imports:upload imports:file imports:format imports:columns imports:discard imports:run imports:import
        imports:cancel imports:go_on imports:rejects imports:rejects_csv imports:undo
        """,
    MARKETERS: """
        cards:log cards:attributes cards:attribute cards:consent cards:deal_new cards:deal cards:deal_lose
        cards:deal_status cards:merge cards:unmerge
        strategies:edit strategies:remove
        mailbox:list mailbox:message mailbox:html mailbox:empty
        coupons:list coupons:new coupons:shown coupons:remove
        campaigns:new campaigns:sketch campaigns:sketched
        campaigns:edit campaigns:copy campaigns:remove campaigns:ask_check campaigns:approve
        campaigns:send campaigns:test campaigns:pause campaigns:resume campaigns:cancel
        """,
    ADMINISTRATORS: """
        accounts:users accounts:invite accounts:require_factor accounts:user accounts:set_active
        accounts:reset_factor accounts:end_all accounts:revoke_invitation accounts:keys accounts:new_key
        accounts:revoke_key accounts:audit confirmations:rules
        cards:erase
        firm:fields firm:new_field firm:field firm:remove_field firm:kinds firm:new_kind firm:kind
        firm:remove_kind firm:backups firm:make_backup firm:download_backup firm:remove_backup
        providers:list providers:new providers:provider providers:try_out providers:remove
        providers:remove_cap providers:suppressed providers:allow
        """,
}
# Nobody has to be logged in; the program interface has its own door and its own tests.
OPEN = {
    "vega",
    "health",
    "set_language",
    "accounts:start",
    "accounts:log_in",
    "accounts:code",
    "accounts:log_out",
    "accounts:accept",
    "preferences:unsubscribe",
    "preferences:preferences",
    "preferences:message",
    "tracking:clicked",
    "tracking:clicked_in_loop",
    "tracking:opened",
    "confirmations:confirm",
    "receipts:told",
}
MAY = {name: roles for roles, names in MAY_ASK.items() for name in names.split()}


def pages() -> dict[str, list[str]]:
    """The parameters of every named page of the site, by its name."""
    return dict(_pages(get_resolver().url_patterns, ""))


def _pages(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, list[str]]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if each.app_name != "ninja" and not str(each.namespace or "").startswith("api-"):
                yield from _pages(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield space + each.name, list(each.pattern.regex.groupindex)
