"""Reports: one run, or two runs side by side, on one page."""
