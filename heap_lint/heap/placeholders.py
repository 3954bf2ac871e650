"""Words that stand for nobody and for no id: public by what they are, whatever they are put under."""

from __future__ import annotations

import re

from heap_lint.heap.secret_names import words_of
from heap_lint.heap.secrets import is_constant_word

# HEAP 1.4: Heap's own examples (undefined, null, user, guest), then those that PostHog refuses and
# what a missing user turns into in Python and JavaScript; HEAP 8 row 3 for `anon` and `unknown`.
_NOBODY = {
    *("undefined", "null", "user", "guest"),
    *("none", "nan", "[object object]", "0", "true", "false", "anonymous", "id", "email"),
    *("not_authenticated", "anonymoususer", "anon", "unknown"),
}
_OF_IDS = {
    *("your", "you", "my", "our", "the", "a", "an", "insert", "enter", "replace", "with", "here"),
    *("heap", "analytics", "app", "application", "appid", "env", "envid", "environment", "project"),
    *("id", "prod", "production", "dev", "development", "staging", "test", "web", "ios", "android"),
    *("next", "public", "react", "vite", "vue", "nuxt"),
}
"""Words of names such as `NEXT_PUBLIC_HEAP_APP_ID`, and of what asks people to write an id there."""
_IDS = {"id", "appid", "envid"}
_NAME = re.compile(r"[A-Za-z\s<>\[\]{}()$%_.-]{1,60}")


def stands_for_nobody(text: str) -> bool:
    """Whether a text is what an identity becomes where the user is not known."""
    text = text.strip().casefold()
    return not text or text in _NOBODY


def is_public(text: str) -> bool:
    """Whether a text says that nobody, nothing or some app's id is meant, which is never a secret."""
    text = text.strip("\"'")
    if stands_for_nobody(text) or is_constant_word(text):
        return True
    words = words_of(text) if _NAME.fullmatch(text) else ()
    return _OF_IDS.issuperset(words) and not _IDS.isdisjoint(words)
