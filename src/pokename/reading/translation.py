"""Translation of descriptions into English, word by word, with a glossary; and of emoji into words.

The glossary has words that describe creatures, and no grammar. Other words stay unchanged.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from pokename.paths import GLOSSARY
from pokename.reading.function_words import FUNCTION_WORDS
from pokename.words.dictionary import is_word
from pokename.words.thesaurus import meaning_of

LANGUAGES = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
# Inflections, which the glossary leaves out.
_ENDINGS = {
    "de": re.compile(r"(?<=...)(?:e[nmrs]?|[nst])$"),
    "fr": re.compile(r"(?<=...)(?:e?[sx]|e)$"),
    "es": re.compile(r"(?<=...)(?:[aeo]?s|[aeo])$"),
    "it": re.compile(r"(?<=...)[aeio]$"),
    "pt": re.compile(r"(?<=...)(?:[aeo]?s|[aeo])$"),
}
# Words that don't indicate another language, though some languages have words with this spelling.
_ENGLISH_ONLY = frozenset("a an and by for from has is its like of the that which with".split())
SHORT_WORD = 4  # letters; one word this short may be of any language, invented or misspelt
SHORTEST_SIGN = 2  # letters; one word this short among English words indicates no other language
ADJECTIVES_LAST = frozenset({"fr", "es", "it", "pt"})
_LINKS = r"of|with|without|that|which|who|and|or|in|on|from|for|to|by|the|an?|at|as|is|has|like"
_ADJECTIVES = re.compile(
    rf"(?:\s+(?!(?:{_LINKS})\b)[a-z]+){{1,2}}(?:\s+and\s+(?!(?:{_LINKS})\b)[a-z]+)?"
    rf"(?=[^\w\s]|$|\s+(?:{_LINKS})\b)",
    re.IGNORECASE,
)
_ARTICLE_AFTER_WORD = re.compile(r"\b(?P<noun>\w+) (?P<article>der|die|das|des)\b(?= (?P<next>\w))")
LONGEST_COMPOUND = 40  # letters; longer German words aren't split into two
_JOINTS = ("", "s", "n", "en", "es")  # between the two words of a German compound
# These two take milliseconds to compile, so re compiles them when they are first used.
_SCRIPTS = "(?P<ko>[\uac00-\ud7a3])|(?P<ja>[\u3040-\u30ff])|(?P<zh>[\u3400-\u4dbf\u4e00-\u9fff])"
_LATIN = re.compile("[A-Za-z]{2}")
_LETTER = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
_IN_SCRIPTS = rf"{_LETTER}+(?:\s+{_LETTER}+)*"
# Words that negate what stands right before or after them: 龍ではない, 용이 아닌, 不是龙.
_DENIES_BEFORE = {
    "ja": re.compile(r"(?:では|じゃ|の|が|は|く)?(?:ない|なく|なかった|なし|無い|ありません)"),
    "ko": re.compile(r"\s*(?:이|가|은|는|도)?\s*(?:아니|아닌|아닙|없)"),
}
_DENIES_AFTER = {
    "zh": re.compile(r"不(?:是|像|要|会|會|能|太|很)?|[没沒]有?|[无無]|[并並]非|(?<!特)[别別]"),
}


class Translation(NamedTuple):
    """A description in English, with its original language.

    Attributes:
        text: The description in English, as far as the glossary has its words.
        language: English name of the language that it was written in; "" for English.
    """

    text: str
    language: str = ""


def in_english(text: str) -> Translation:
    """Translate a description into English, word for word.

    >>> in_english("un renard de glace")
    Translation(text='a fox of ice', language='French')
    >>> in_english("a fiery lizard")
    Translation(text='a fiery lizard', language='')
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isascii() and re.search(_SCRIPTS, text):
        return _scanned(text) if not _LATIN.search(text) else _mixed(text)
    code = _language_of([word.casefold() for word in _WORD.findall(text)])
    if not code:
        return Translation(text)
    if code == "de":
        text = _ARTICLE_AFTER_WORD.sub(_article_read, text)
    read = _reader(code)
    english = _WORD.sub(lambda word: read(word[0].casefold()) or word[0], text)
    return Translation(
        _adjectives_first(english) if code in ADJECTIVES_LAST else english, LANGUAGES[code]
    )


def _language_of(words: Sequence[str]) -> str:
    """Return the code of the language that words in Latin letters are of; "" for English.

    Args:
        words: The words of a description, in lower case.
    """
    foreign = [word for word in words if not _is_english(word)]
    if not foreign or (len(words) == 1 and len(words[0]) <= SHORT_WORD and words[0].isascii()):
        return ""
    telling = [word for word in words if word not in _ENGLISH_ONLY]
    known = {code: sum(map(bool, map(_reader(code), telling))) for code in _ENDINGS}
    code = max(known, key=known.__getitem__)
    read = _reader(code)
    # Only words that English lacks indicate a language. The glossary must have at least half of
    # these, and at least as many words of the description as English has.
    signs = sum(bool(len(word) > 1 and read(word)) for word in foreign)
    if not signs or 2 * signs < len(foreign) or known[code] < len(words) - len(foreign):
        return ""
    # "A" or "an" before a single foreign word, as in "a mochi", is the English article, so the text
    # is English. Portuguese is an exception, since it has the word "a" too.
    if words[0] in {"a", "an"} and code != "pt" and signs == 1:
        return ""
    # "Fier cat" and "Mona Lisa cat" have English words that the language lacks. Then only longer
    # words that the glossary has as they are indicate the language.
    lacks = sum(word not in FUNCTION_WORDS and is_word(word) and not read(word) for word in words)
    sure = sum(len(word) > SHORT_WORD and word in _column(code) for word in foreign)
    if sure < lacks:
        return ""
    # "AI robot" isn't Italian, but "un robot" is.
    is_slight = signs == 1 < len(words) and len(foreign[0]) <= SHORTEST_SIGN
    return "" if is_slight and read(foreign[0]) not in {"a", "the"} else code


def _article_read(found: re.Match[str]) -> str:
    """Return what an article means after a noun: "König der Meere" is a king of the seas.

    Before a word in lower case, it is "which": "ein Vogel der singt".
    """
    before = _reader("de")(found["noun"].casefold()) or found["noun"].casefold()
    if before in FUNCTION_WORDS:
        return found[0]
    return (
        f"{found['noun']} von {found['article']}"
        if found["next"].isupper()
        else f"{found['noun']} welcher"
    )


def _adjectives_first(text: str) -> str:
    """Return "a red fox" for "a fox red": put the first creature after the adjectives behind it."""
    for noun in _WORD.finditer(text):
        after = _ADJECTIVES.match(text, noun.end()) if meaning_of(noun[0]).creatures else None
        if after and not any(meaning_of(word).creatures for word in after[0].split()):
            kept = text[: noun.start()], after[0].strip(), noun[0]
            return f"{kept[0]}{kept[1]} {kept[2]}{text[after.end() :]}"
    return text


def _mixed(text: str) -> Translation:
    """Translate the Chinese, Japanese or Korean parts of a text that has Latin words too."""
    found: list[Translation] = []

    def translated(part: re.Match[str]) -> str:
        """Return the translation of a part, between spaces; keep it for its language."""
        found.append(_scanned(part[0]))
        return f" {found[-1].text} "

    text = re.sub(_IN_SCRIPTS, translated, text)
    return Translation(text, next((one.language for one in found if one.language), ""))


def _is_english(word: str) -> bool:
    return word in FUNCTION_WORDS or is_word(word)


@cache
def _reader(code: str) -> Callable[[str], str]:
    """Return a function that translates a word of a language with spaces; "" if it is unknown."""
    exact = _column(code)
    stem = partial(_ENDINGS[code].sub, "")
    by_stem = {stem(_folded(form)): english for form, english in reversed(list(exact.items()))}

    def of_one(word: str) -> str:
        """Translate a word by its exact form, its form without accents, or its stem."""
        folded = _folded(word)
        plain = stem(folded)
        return exact.get(word) or exact.get(folded) or exact.get(plain) or by_stem.get(plain, "")

    def of_two(word: str) -> str:
        """Translate a compound of two words: Feuerdrache is a fire dragon."""
        if len(word) > LONGEST_COMPOUND:
            return ""
        for cut in range(len(word) - 3, 2, -1):
            second = of_one(word[cut:])
            firsts = (exact.get(word[:cut].removesuffix(joint)) for joint in _JOINTS)
            first = next(filter(None, firsts), "") if second else ""
            if first:
                return f"{first} {second}"
        return ""

    return (lambda word: of_one(word) or of_two(word)) if code == "de" else of_one


def _scanned(text: str) -> Translation:
    """Translate a text without spaces: find the longest forms of the glossary in it.

    What the text negates is at the end, as "no dragon".
    """
    scripts = {one.lastgroup for one in re.finditer(_SCRIPTS, text)}
    code = next((one for one in ("ko", "ja") if one in scripts), "")
    candidates = [code] if code else ["zh", "ja"]  # Chinese characters alone may be either
    found = {code: list(_phrases_in(text, code)) for code in candidates}
    code = max(found, key=lambda one: sum(len(phrase.words) for phrase in found[one]))
    if not found[code]:
        return Translation(text)
    said = " ".join(word for one in found[code] if not one.denied for word in one.words)
    denied = [f"no {' '.join(one.words)}" for one in found[code] if one.denied]
    return Translation(", ".join(filter(None, (said, *denied))), LANGUAGES[code])


class _Phrase(NamedTuple):
    """English words whose forms stand side by side in a text, and whether the text denies them."""

    words: Sequence[str]
    denied: bool


def _phrases_in(text: str, code: str) -> Iterator[_Phrase]:
    """Yield the phrases made of the longest glossary forms at each place; skip other text."""
    folded = _folded(text)
    before, after = _DENIES_BEFORE.get(code), _DENIES_AFTER.get(code)
    place, denied = 0, False
    while place < len(folded):
        words = []
        while form := _form_at(folded, place, code):
            words.append(_column(code)[form])
            place += len(form)
        if words:
            yield _Phrase(words, denied or bool(before and before.match(folded, place)))
        marker = after.match(folded, place) if after else None
        denied = bool(marker)
        place = marker.end() if marker else place + 1


def _form_at(text: str, place: int, code: str) -> str:
    """Return the longest glossary form that stands at a place of a text, or ""."""
    forms = _column(code)
    here = (text[place : place + length] for length in range(_longest(code), 0, -1))
    return next((one for one in here if one in forms), "")


@cache
def _longest(code: str) -> int:
    return max(map(len, _column(code)))


@cache
def _column(code: str) -> Mapping[str, str]:
    """Map each word form of a language, with or without accents, to its English translation."""
    forms = {form: cells["english"] for cells in _rows() for form in cells[code].split("|") if form}
    return {_folded(form): english for form, english in forms.items()} | forms


@cache
def _rows() -> Sequence[Mapping[str, str]]:
    with GLOSSARY.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _folded(word: str) -> str:
    """Return a word in lower case, without accents."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", plain))


# Pictographs, and older symbols such as sun, snowman and lightning.
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
# Words to drop from emoji's Unicode names: "FOX FACE", "BLACK SUN WITH RAYS", "EMOJI MODIFIER …".
_NOT_SHOWN = re.compile(r"\b(face|black|white|heavy|sign|symbol|emoji modifier.*)\b")


def emoji_as_words(text: str) -> str:
    """Return a text with each emoji replaced by words for it.

    >>> emoji_as_words("🔥🦊"), emoji_as_words("a fiery fox")
    ('fire fox', 'a fiery fox')
    """
    return " ".join(_EMOJI.sub(_name, text).split()) if _EMOJI.search(text) else text


def _name(emoji: re.Match[str]) -> str:
    name = unicodedata.name(emoji[0], "").lower()
    return f" {_NOT_SHOWN.sub(' ', name)} "
