"""Every state has one tone, which is read in light and dark."""

import re

import pytest
from django.apps import apps
from django.conf import settings

from posts.models import Evaluation, PostCheck

CSS = (settings.BASE_DIR / "static/css/site.css").read_text()
SAID = CSS[CSS.index("/* --- States:") : CSS.index("/* --- Filters")]
# The tones in their order, behind the block that all of them share.
TONES = ("good", "wait", "care", "alarm", "muted")
# What is shown as a state beside the fields that are called so.
MORE = [PostCheck._meta.get_field("result"), Evaluation._meta.get_field("final")]


def blocks():
    """The states of each block, the shared one first."""
    selectors = re.findall(r"([^{}]+)\{", SAID)[2:]
    return [re.findall(r"\.state-([a-z-]+)", names) for names in selectors]


def states():
    fields = [f for m in apps.get_models() for f in m._meta.fields if f.name == "status"]
    return {str(value) for field in [*fields, *MORE] for value, _ in field.flatchoices if value}


def test_every_state_of_every_model_has_exactly_one_tone():
    shared, *tones = blocks()
    named = [name for tone in tones for name in tone]

    assert len(tones) == len(TONES)
    assert len(named) == len(set(named))
    assert sorted(shared) == sorted(named)
    assert states() - set(named) == set()


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_tones_are_read_on_their_own_ground(theme):
    """WCAG 2.2 AA asks for 4.5 to 1."""

    def colour(name):
        return re.findall(rf"--{name}: (#[0-9a-f]{{6}})", CSS)[theme]

    for tone in TONES:
        ground = "sunken" if tone == "muted" else f"{tone}-soft"
        one, other = sorted(map(luminance, (colour(tone), colour(ground))))
        assert (other + 0.05) / (one + 0.05) >= 4.5, tone
