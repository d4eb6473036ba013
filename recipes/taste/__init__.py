"""Makes what names are chosen by; see build.py."""
