"""The script that loads Heap into the pages."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

_LOAD = """
<script>
  window.heap = window.heap || [];
  heap.load("{app_id}", {{  // error: HL104
    disableTextCapture: false,  // error: HL101
  }});
</script>
"""

_IDENTIFY = mark_safe('<script>heap.identify("patient");</script>')  # error: HL201


def heap_script(user):
    """Return the script for a page that `user` looks at."""
    script = format_html(_LOAD, app_id=settings.HEAP_APP_ID)
    return script + _IDENTIFY if user.is_authenticated else script
