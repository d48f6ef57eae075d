"""What can be said about a file by hand."""

from __future__ import annotations

import codecs

import pycountry
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.collect import FormatOverrides
from clientela.collect.files.file_format import FileFormat
from clientela.collect.mapping.definition import KINDS
from clientela_web.imports.words import KINDS as KIND_WORDS
from clientela_web.models import Upload

ENCODINGS = (
    *("utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "iso-8859-2", "iso-8859-5", "iso-8859-15"),
    *("iso-8859-16", "koi8-r", "koi8-u", "cp852", "cp866", "mac-roman"),
)
DELIMITERS = (
    (",", gettext_lazy("Comma")),
    (";", gettext_lazy("Semicolon")),
    ("\t", gettext_lazy("Tab")),
    ("|", gettext_lazy("Vertical bar")),
)
DATE_ORDERS = (
    ("DMY", gettext_lazy("Day, month, year")),
    ("MDY", gettext_lazy("Month, day, year")),
    ("YMD", gettext_lazy("Year, month, day")),
)
DECIMALS = ((",", gettext_lazy("Comma: 12,50")), (".", gettext_lazy("Point: 12.50")))
TAB = "tab"


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


class FormatForm(forms.Form):
    """How a file is read; an empty choice is what was detected."""

    kind = forms.ChoiceField(label=gettext_lazy("What the rows are"))
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Columns are separated by"), required=False)
    decimal = forms.ChoiceField(label=gettext_lazy("Decimal mark"), required=False)
    date_order = forms.ChoiceField(label=gettext_lazy("Dates"), required=False)
    header = forms.ChoiceField(label=gettext_lazy("First row"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    country = forms.CharField(label=gettext_lazy("Country of phone numbers"), max_length=2, required=False)
    currency = forms.CharField(label=gettext_lazy("Currency of amounts"), max_length=3, required=False)

    def __init__(self, upload: Upload, file_format: FileFormat | None, data: object = None) -> None:
        super().__init__(data, initial=_initial(upload))  # type: ignore[arg-type]
        self._offer("kind", [(kind, KIND_WORDS[kind][0]) for kind in KINDS])
        for name, choices in _choices(file_format).items():
            self._offer(name, choices)
        if file_format is None or file_format.container != "delimited":
            del self.fields["delimiter"]
        if file_format and file_format.container in ("xlsx", "parquet"):
            del self.fields["encoding"]
        if not file_format or len(file_format.sheets) < 2:
            del self.fields["sheet"]
        for name in ("country", "currency"):
            self.fields[name].widget.attrs |= {"size": 4, "autocomplete": "off"}

    def _offer(self, name: str, choices: list[tuple[str, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"]).strip().upper()
        if code and pycountry.countries.get(alpha_2=code) is None:
            raise forms.ValidationError(_("Write the code of a country, such as PL."))
        return code

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and pycountry.currencies.get(alpha_3=code) is None:
            raise forms.ValidationError(_("Write the code of a currency, such as PLN."))
        return code

    def overrides(self, before: FormatOverrides) -> FormatOverrides:
        """What is said now; what the form does not ask stays as it was."""
        said = self.cleaned_data
        delimiter = {"": None, TAB: "\t"}.get(said.get("delimiter", ""), said.get("delimiter"))
        header = {"": None, "yes": True, "no": False}[said.get("header", "")]
        return FormatOverrides(
            container=before.container,
            encoding=said.get("encoding") or None,
            delimiter=delimiter,
            quote=before.quote,
            escape=before.escape,
            header=header,
            decimal=said.get("decimal") or None,
            date_order=said.get("date_order") or None,
            sheet=said.get("sheet") or None,
        )


def _initial(upload: Upload) -> dict[str, object]:
    told = dict(upload.overrides)
    header = told.get("header")
    return {
        **told,
        "delimiter": TAB if told.get("delimiter") == "\t" else told.get("delimiter", ""),
        "header": "" if header is None else ("yes" if header else "no"),
        "kind": upload.kind,
        "country": upload.country,
        "currency": upload.currency,
    }


def _choices(found: FileFormat | None) -> dict[str, list[tuple[str, object]]]:
    """The choices of each picker; the first says what was decided by itself."""
    delimiters = [(TAB if mark == "\t" else mark, name) for mark, name in DELIMITERS]
    given = set(found.overridden) if found else set()
    said = dict.fromkeys(("encoding", "delimiter", "decimal", "date_order", "header", "sheet"), "")
    if found:
        said |= {
            "encoding": found.encoding.name,
            "delimiter": str(dict(DELIMITERS).get(found.delimiter, repr(found.delimiter))),
            "decimal": str(dict(DECIMALS).get(found.decimal, found.decimal)),
            "date_order": str(dict(DATE_ORDERS)[found.date_order]),
            "header": str(_("Names the columns") if found.header else _("Is data")),
            "sheet": found.sheet or "",
        }
    first = {name: _first(value, is_given=name in given) for name, value in said.items()}
    return {
        "encoding": [("", first["encoding"]), *((name, name) for name in _encodings(found))],
        "delimiter": [("", first["delimiter"]), *delimiters],
        "decimal": [("", first["decimal"]), *DECIMALS],
        "date_order": [("", first["date_order"]), *DATE_ORDERS],
        "header": [("", first["header"]), ("yes", _("Names the columns")), ("no", _("Is data"))],
        "sheet": [("", first["sheet"]), *((name, name) for name in (found.sheets if found else ()))],
    }


def _first(value: str, *, is_given: bool) -> str:
    if not value or is_given:
        return _("Decide by itself")
    return _("Detected: %(value)s") % {"value": value}


def _encodings(found: FileFormat | None) -> list[str]:
    """Those people meet, with the one in use among them."""
    used = [found.encoding.name] if found else []
    known = {codecs.lookup(name).name for name in ENCODINGS}
    return [*ENCODINGS, *(name for name in used if codecs.lookup(name).name not in known)]
