"""The gates: rules that refuse a name, each with a short reason."""

from collections.abc import Collection, Iterator
from itertools import chain
from unicodedata import normalize

from pokename.naming.decency import offence
from pokename.naming.letter_sources import is_heard_in
from pokename.naming.name import Draft, Refused
from pokename.naming.novelty import is_near_official, nearest_official, similarity
from pokename.naming.traits import size_said
from pokename.naming.wishes import Request
from pokename.pokedex.official_names import normal_form, official_names, stems
from pokename.words.dictionary import is_word
from pokename.words.thesaurus import has_parts


class Gates:
    """The gates for the drafts of one request; they record which drafts they refuse, and why.

    Args:
        request: The description and its wishes.
        source_words: Source words that the model learned; see ``refusal``.
        own: The name that the lines continue from, in normal form, or "". It counts as a root of
            each draft, but isn't checked as a source word.
    """

    def __init__(self, request: Request, source_words: Collection[str], own: str = "") -> None:
        self._request = request
        self._source_words = source_words
        self._own = own
        # Every page of a list asks for the same best drafts again.
        self._why: dict[Draft, str | None] = {}

    def let_pass(self, draft: Draft) -> bool:
        """Return whether all gates let a draft pass."""
        if draft not in self._why:
            roots = tuple(root for root in draft.roots if root != self._own)
            as_judged = Draft(draft.letters, roots)
            self._why[draft] = refusal(as_judged, self._request, self._source_words)
        return self._why[draft] is None

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The drafts refused so far; of drafts with the same letters, the last."""
        refused = {draft.letters: why for draft, why in self._why.items() if why}
        return tuple(Refused(letters, why) for letters, why in refused.items())


def refusal(draft: Draft, request: Request, source_words: Collection[str] = ()) -> str | None:
    """Return why a gate refuses a draft, or None if all gates pass it.

    Args:
        draft: The name and its source words.
        request: The description and its wishes.
        source_words: Source words that the model learned, besides English words and known stems.
    """
    reasons = chain(
        _about_letters(draft.letters, request),
        _about_roots(draft, request, source_words),
        () if request.allow_offensive else _offences(draft),
    )
    return next(filter(None, reasons), None)


def not_letters(name: str) -> str | None:
    """Return why the user's own name is refused if it has other characters than letters and spaces.

    >>> not_letters("Flabébé"), not_letters("O'Brien")
    (None, 'not letters only')
    """
    letters = normalize("NFC", "".join(name.split()))  # an accent belongs to its letter
    return None if all(normal_form(one).isalpha() for one in letters) else "not letters only"


def _about_letters(letters: str, request: Request) -> Iterator[str | None]:
    """Yield the reasons to refuse a name's letters; the slowest checks come last."""
    plain = letters.replace(" ", "", 1)
    if not plain.isascii() or not plain.isalpha():
        yield "not letters only"
    if letters in request.words:
        yield "a word of the description"
    if plain in official_names():
        yield "official name"
    if plain in request.exclude:
        yield "excluded"
    yield request.limits.broken_by(letters)
    if is_word(plain):
        yield "dictionary word"
    if plain in stems():
        yield "a word of another language"
    if has_parts(plain):  # such as Mothra or Kitsune: it is no invention
        yield "an existing word or name"
    if is_near_official(plain):
        yield f"too near {nearest_official(plain)[0]}, an official name"
    if request.max_similarity < 1 and similarity(plain) > request.max_similarity:
        yield f"max_similarity={request.max_similarity}"


def _about_roots(draft: Draft, request: Request, source_words: Collection[str]) -> Iterator[str]:
    """Yield the reasons to refuse a name's source words; roots from the user may be unknown."""
    if len(set(draft.roots)) < len(draft.roots):
        yield "one source word twice"
    if not all(is_heard_in(root, draft.letters) for root in draft.roots):
        yield "a source word isn't heard in it"
    if draft.roots == request.roots:
        return
    known = {*source_words, *request.words}
    if not all(is_source_word(root, known) for root in draft.roots):
        yield "a source word is unknown"
    if any(_of_another_size(root, request) for root in draft.roots):
        yield "its source words suggest another size"


def _offences(draft: Draft) -> Iterator[str | None]:
    yield offence(draft.letters, draft.roots)
    yield from map(offence, draft.roots)


def _of_another_size(root: str, request: Request) -> bool:
    """Return whether a source word suggests small and the description large, or the reverse."""
    said = {root, stems().get(root, root)}
    return size_said(said) * request.size < 0 and said.isdisjoint(request.words)


def is_source_word(root: str, source_words: Collection[str] = ()) -> bool:
    """Return whether a root is an English word, a known stem, or one of ``source_words``.

    >>> is_source_word("flame"), is_source_word("pyro"), is_source_word("burnka")
    (True, True, False)
    """
    return root in source_words or root in stems() or has_parts(root) or is_word(normal_form(root))
