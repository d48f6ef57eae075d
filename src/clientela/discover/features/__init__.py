"""What is known of each customer, as columns, and made comparable."""

from clientela.discover.features.choosing import TELLING, choose
from clientela.discover.features.preparation import Preparation
from clientela.discover.features.preparing import learn, prepare
from clientela.discover.features.proxies import Proxy, proxies
from clientela.discover.features.reading import read_features
from clientela.discover.features.strata import Stratum, rest, strata
from clientela.discover.features.table import Exclusion, Feature, FeatureTable, Prepared

__all__ = [
    "TELLING",
    "Exclusion",
    "Feature",
    "FeatureTable",
    "Preparation",
    "Prepared",
    "Proxy",
    "Stratum",
    "choose",
    "learn",
    "prepare",
    "proxies",
    "read_features",
    "rest",
    "strata",
]
