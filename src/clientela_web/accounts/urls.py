"""Addresses of what people are concerned with: coming in, one's own account, users, keys, the log."""

from __future__ import annotations

from django.urls import path

from clientela_web.accounts.views import audit, entering, keys, own, people, second_factor

app_name = "accounts"
urlpatterns = [
    path("start/", entering.start, name="start"),
    path("log-in/", entering.log_in, name="log_in"),
    path("log-in/code/", entering.code, name="code"),
    path("log-out/", entering.log_out, name="log_out"),
    path("invitation/<str:token>/", entering.accept, name="accept"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="password"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/sessions/end-others/", own.end_others, name="end_others"),
    path("account/sessions/<str:name>/end/", own.end_one, name="end_one"),
    path("settings/users/", people.users, name="users"),
    path("settings/users/invite/", people.invite, name="invite"),
    path("settings/users/second-factor/", people.require_factor, name="require_factor"),
    path("settings/users/<int:account_id>/", people.user, name="user"),
    path("settings/users/<int:account_id>/active/", people.set_active, name="set_active"),
    path("settings/users/<int:account_id>/second-factor/", people.reset_factor, name="reset_factor"),
    path("settings/users/<int:account_id>/end-sessions/", people.end_all, name="end_all"),
    path(
        "settings/invitations/<int:invitation_id>/revoke/",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path("settings/keys/", keys.keys, name="keys"),
    path("settings/keys/new/", keys.new_key, name="new_key"),
    path("settings/keys/<int:key_id>/revoke/", keys.revoke, name="revoke_key"),
    path("settings/audit/", audit.audit, name="audit"),
]
