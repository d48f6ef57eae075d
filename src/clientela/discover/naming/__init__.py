"""Names of segments from what sets them apart, in six languages."""

from clientela.discover.naming.naming import names
from clientela.discover.naming.traits import Trait, traits

__all__ = ["Trait", "names", "traits"]
