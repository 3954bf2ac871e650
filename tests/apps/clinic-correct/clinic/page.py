"""The script that loads Heap into the pages."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

_LOAD = """
<script>
  window.heap = window.heap || [];
  heap.load("{app_id}", {{
    disableTextCapture: true,
    secureCookie: true,
  }});
</script>
"""

_IDENTIFY = "<script>heap.identify('{}');</script>"
_RESET = mark_safe("<script>heap.resetIdentity();</script>")


def heap_script(user):
    """Return the script for a page that `user` looks at."""
    script = format_html(_LOAD, app_id=settings.HEAP_APP_ID)
    if user.is_authenticated:
        return script + format_html(_IDENTIFY, user.pk)
    return script + _RESET
