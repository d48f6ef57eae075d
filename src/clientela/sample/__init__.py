"""Sample data: the files of a clothing shop that never was, with its truth kept aside."""

from __future__ import annotations

from clientela.sample.index import SampleFile
from clientela.sample.shop import SampleReport, write_sample

__all__ = ["SampleFile", "SampleReport", "write_sample"]
