"""A key that is found in a file is not seen in anything that the linter says of it."""

from __future__ import annotations

import base64

import pytest
from conftest import Project

KEY = "b71e04c8d95fa32e6017"
BASIC = base64.b64encode(f"2304117765:{KEY}".encode()).decode()
FILES = {
    "settings.py": f'HEAP_API_KEY = "{KEY}"\n',
    "short.py": "import requests\n\nrequests.post(\n"
    f'    "https://heapanalytics.com/api/public/v0/auth_token", auth=("11", "{KEY}")\n)\n',
    "long.py": "import requests\n\nrequests.post(\n"
    '    "https://heapanalytics.com/api/public/v0/auth_token",\n'
    f'    auth=(\n        "2304117765",\n        "{KEY}",\n    ),\n)\n',
    "header.py": "import requests\n\nrequests.post(\n"
    '    "https://heapanalytics.com/api/public/v0/user_deletion",\n'
    f'    headers={{\n        "Authorization": "Basic {BASIC}"\n    }},\n)\n',
    "web.yaml": f'heap:\n  app_id: "2304117765"\n  api_key: {KEY}\n',
    "web.json": f'{{"heapApiKey": "{KEY}"}}\n',
    ".env": f"HEAP_API_KEY={KEY}\n",
    "Dockerfile": f"FROM node\nARG HEAP_API_KEY={KEY}\n",
    "two.dockerfile": f'FROM node\nENV HEAP_API_KEY "{KEY}"\n',
    "deploy.sh": f"docker run -e HEAP_API_KEY={KEY} shop\n",
    "open.sh": f'export HEAP_APP_ID=2304117765 HEAP_API_KEY="{KEY}\n',
    "main.tf": f'variable "heap_api_key" {{\n  default = "{KEY}"\n}}\n',
    "ci.yaml": f'run: "HEAP_API_KEY={KEY} npm start"\n',
    "web.toml": f'[heap]\napp_id = "2304117765"\napi_key = "{KEY}"\n',
}


@pytest.mark.parametrize("name", FILES)
def test_a_key_is_never_shown(project: Project, name: str) -> None:
    """Each output names the place of the key, and none of them the key."""
    project.write({name: FILES[name]})
    for output in ("text", "json", "sarif", "github"):
        run = project.lint("--output-format", output, name)
        assert "HL505" in run.out or "leaked-api-key" in run.out
        assert KEY not in run.out + run.err
        assert BASIC not in run.out + run.err


@pytest.mark.parametrize("name", FILES)
def test_facts_do_not_show_a_key(project: Project, name: str) -> None:
    """What was understood of a file is said without the key in it."""
    project.write({name: FILES[name]})
    for form in ("text", "json"):
        run = project.lint("facts", "--output-format", form, name)
        assert "Secret" in run.out
        assert KEY not in run.out + run.err
        assert BASIC not in run.out + run.err


def test_a_key_is_not_shown_beside_another_finding(project: Project) -> None:
    """The line of a finding of another rule hides the key that stands on it."""
    call = 'requests.post("http://heapanalytics.com/api/public/v0/auth_token", auth=("1", "%s"))'
    project.write({"a.py": f"import requests\n\n{call % KEY}\n"})
    run = project.lint("--ignore", "HL505", "a.py")
    assert KEY not in run.out
