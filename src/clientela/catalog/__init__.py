"""What can be known of a customer: attributes, event kinds, variables, custom fields."""

from clientela.catalog.custom import CustomField, CustomKind
from clientela.catalog.definitions import Family, Parameter, Sensitivity, VariableDefinition
from clientela.catalog.firm import FirmCatalog
from clientela.catalog.firm_labels import FirmLabels
from clientela.catalog.kinds import KINDS, EventKind
from clientela.catalog.labels import CATEGORIES, LANGUAGES, plural_category

__all__ = [
    "CATEGORIES",
    "KINDS",
    "LANGUAGES",
    "CustomField",
    "CustomKind",
    "EventKind",
    "Family",
    "FirmCatalog",
    "FirmLabels",
    "Parameter",
    "Sensitivity",
    "VariableDefinition",
    "plural_category",
]
