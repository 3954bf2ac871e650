"""What programs are to read can be read: the formats over the examples of all pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
from conftest import working_in
from jsonschema import Draft4Validator, Draft202012Validator

from heap_lint import catalogue, engine
from heap_lint.output import json as json_output
from heap_lint.output import sarif

PAGES = sorted(catalogue.directory().glob("HL*.md"))
SCHEMAS = Path(__file__).parent / "schemas"


def reports(page: Path, directory: Path) -> Iterator[engine.Report]:
    """Yield the report on each example of a page."""
    for number, example in enumerate(pages.examples(page)):
        place = directory / str(number)
        place.mkdir()
        with working_in(place):
            yield engine.check(pages._written(example, place), pages._settings(example))


def validator_of_json() -> Any:
    """Return what knows the schema that comes with the package."""
    schema = catalogue.directory() / "schemas" / "output.json"
    return Draft202012Validator(json.loads(schema.read_text("utf-8")))


def validator_of_sarif() -> Any:
    """Return what knows the schema that OASIS publishes."""
    return Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_every_page_shows_fits_the_schemas(page: Path, tmp_path: Path) -> None:
    """Of findings with and without related places, fixes and texts."""
    of_json, of_sarif = validator_of_json(), validator_of_sarif()
    found = 0
    for report in reports(page, tmp_path):
        found += len(report.findings)
        of_json.validate(json.loads(json_output.render(report)))
        of_sarif.validate(json.loads(sarif.render(report)))
    assert found
