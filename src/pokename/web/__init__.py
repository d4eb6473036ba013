"""Names by HTTP and on a page: what ``pokename serve`` runs. Needs the ``web`` extra."""
