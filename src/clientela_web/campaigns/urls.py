"""Addresses of campaigns."""

from __future__ import annotations

from django.urls import path

from clientela_web.campaigns.views import acting, pages, previewing, sketching, trying, writing

app_name = "campaigns"
urlpatterns = [
    path("", pages.campaigns, name="list"),
    path("new/", writing.new, name="new"),
    path("sketch/", sketching.sketch, name="sketch"),
    path("sketch/<slug:digest>/", sketching.sketched, name="sketched"),
    path("<int:pk>/", pages.campaign, name="campaign"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/copy/", writing.copy, name="copy"),
    path("<int:pk>/remove/", writing.remove, name="remove"),
    path("<int:pk>/preview/", previewing.message, name="preview"),
    path("<int:pk>/preview/<int:customer_id>/message/", previewing.frame, name="message"),
    path("<int:pk>/test/", trying.send_test, name="test"),
    path("<int:pk>/check/", pages.check, name="check"),
    path("<int:pk>/check/ask/", acting.ask_check, name="ask_check"),
    path("<int:pk>/approve/", acting.approve, name="approve"),
    path("<int:pk>/send/", acting.send, name="send"),
    path("<int:pk>/pause/", acting.pause, name="pause"),
    path("<int:pk>/resume/", acting.resume, name="resume"),
    path("<int:pk>/cancel/", acting.cancel, name="cancel"),
    path("<int:pk>/recipients/", pages.recipient_list, name="recipients"),
]
