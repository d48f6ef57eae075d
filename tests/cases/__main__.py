"""`python -m tests.cases --write` brings the written faces of all cases up to date, to be read as a diff."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from clientela.errors import ClientelaError
from tests.cases.faces import read_cases, write_files
from tests.cases.shop import external_ids, make_shop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the files; without it, say who differs")
    with tempfile.TemporaryDirectory() as folder, make_shop(Path(folder)) as shop:
        if parser.parse_args().write:
            write_files(shop)
        for case in read_cases():
            try:
                found = external_ids(shop, case.text)
            except ClientelaError as error:
                found = [str(error)]
            if found != case.ids:
                print(f"{case.name}: {case.text}\n  decided {case.ids}\n  found   {found}")  # noqa: T201


if __name__ == "__main__":
    main()
