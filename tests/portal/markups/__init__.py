# SPDX-License-Identifier: Apache-2.0
"""A fake portal in many invented markups: what the pages of a portal nobody here has seen might
look like. `machine` holds the portal's rules, `base` what most pages share, and each family of
pages has a module of its own. ALL has every markup by its name."""

from . import behind, labels, lists, odd, old, rows, servers, words
from .base import Markup

_MODULES = (old, servers, labels, rows, lists, odd, words, behind)

ALL = {
    kind.name: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Markup) and kind.__module__ == module.__name__
    and kind.name
}
