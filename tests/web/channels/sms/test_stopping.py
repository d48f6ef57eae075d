from __future__ import annotations

import pytest

from clientela_web.channels.sms.stopping import means_stop


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "Stop all", "STOP SHOP", "Baja", "BAIXA!", "Rezygnuję", "СТОП", "отписаться",
     "Dezabonează", "Oprește", "unsubscribe please", "opt-out"],
)  # fmt: skip
def test_no_in_six_languages(text):
    assert means_stop(text)


@pytest.mark.parametrize(
    "text",
    ["", "👍", "thanks", "I will stop by tomorrow at noon", "Non stop?", "do not end it yet please", "123"],
)
def test_what_is_no_no(text):
    assert not means_stop(text)
