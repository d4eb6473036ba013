"""The HTTP API and the page of ``pokename serve``. Needs the ``web`` extra."""
