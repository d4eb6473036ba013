"""Emoji in a description, as the words that Unicode names them with."""

import re
import unicodedata

# Pictographs and the symbols of before: sun, snowman, lightning.
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
# Parts of those names that show nothing: "FOX FACE", "BLACK SUN WITH RAYS", "EMOJI MODIFIER …".
_NOT_SHOWN = re.compile(r"\b(face|black|white|heavy|sign|symbol|emoji modifier.*)\b")


def in_words(text: str) -> str:
    """Return a text with each emoji replaced by what it shows.

    >>> in_words("🔥🦊"), in_words("a fiery fox")
    ('fire fox', 'a fiery fox')
    """
    return " ".join(_EMOJI.sub(_name, text).split()) if _EMOJI.search(text) else text


def _name(emoji: re.Match[str]) -> str:
    name = unicodedata.name(emoji[0], "").lower()
    return f" {_NOT_SHOWN.sub(' ', name)} "
