"""The addresses of customers."""

from __future__ import annotations

from django.urls import path, re_path

from clientela_web.cards.views import cards, companies, deals, editing, lists, persons

app_name = "cards"

urlpatterns = [
    path("", lists.customers, name="list"),
    path("columns/", lists.columns, name="columns"),
    re_path(r"^file\.(?P<ending>csv|xlsx)$", lists.export, name="export"),
    path("companies/<int:company_id>/", companies.company, name="company"),
    path("<int:customer_id>/", cards.card, name="card"),
    path("<int:customer_id>/timeline/", cards.timeline, name="timeline"),
    path("<int:customer_id>/segments/", cards.segments, name="segments"),
    path("<int:customer_id>/figures/", cards.figures, name="figures"),
    path("<int:customer_id>/why/", cards.why_any, name="why_any"),
    path("<int:customer_id>/why/<int:segment_id>/", cards.why, name="why"),
    path("<int:customer_id>/log/<str:what>/", editing.log, name="log"),
    path("<int:customer_id>/attributes/", editing.attributes, name="attributes"),
    path("<int:customer_id>/attributes/<str:name>/", editing.attribute, name="attribute"),
    path("<int:customer_id>/consents/", editing.consent, name="consent"),
    path("<int:customer_id>/deals/new/", deals.new, name="deal_new"),
    path("<int:customer_id>/deals/<int:deal_id>/", deals.change, name="deal"),
    path("<int:customer_id>/deals/<int:deal_id>/lose/", deals.lose, name="deal_lose"),
    path("<int:customer_id>/deals/<int:deal_id>/status/", deals.status, name="deal_status"),
    path("<int:customer_id>/merge/", persons.merge, name="merge"),
    path("<int:customer_id>/unmerge/", persons.unmerge, name="unmerge"),
    path("<int:customer_id>/copy/", persons.copy, name="copy"),
    path("<int:customer_id>/erase/", persons.erase, name="erase"),
]
