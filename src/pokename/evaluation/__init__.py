"""How good the names are, on species never seen."""
