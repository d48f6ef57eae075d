from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms

from clientela_web.preferences import wording
from clientela_web.preferences.queries import Topic

if TYPE_CHECKING:
    from django.http import QueryDict


class ChoiceForm(forms.Form):
    """A switch for each topic; only those that were on the page when it was sent count."""

    wanted = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    shown = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, choices: Mapping[Topic, bool], data: QueryDict | None = None) -> None:
        on = [_value(topic) for topic, wanted in choices.items() if wanted]
        all_of_them = [_value(topic) for topic in choices]
        super().__init__(data, initial={"wanted": on, "shown": all_of_them})
        self._before = dict(choices)
        named = [(_value(topic), wording.topic_said(topic)) for topic in choices]
        for name in ("wanted", "shown"):
            self.fields[name].choices = named  # type: ignore[attr-defined]
        self.fields["wanted"].label = wording.agreement()

    def changes(self) -> dict[Topic, bool]:
        """What is not as it was before."""
        shown, wanted = self.cleaned_data["shown"], self.cleaned_data["wanted"]
        return {
            topic: _value(topic) in wanted
            for topic, before in self._before.items()
            if _value(topic) in shown and before is not (_value(topic) in wanted)
        }


def _value(topic: Topic) -> str:
    return f"{topic.channel}:{topic.purpose}"
