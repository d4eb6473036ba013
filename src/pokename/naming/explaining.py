"""Explanations of names (source words, fit, nearest official name), and notes for the user."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pokename.counting import counted, found_only
from pokename.naming.letter_sources import letters_in_capitals
from pokename.naming.name import Name, Refused, ScoredDraft
from pokename.naming.novelty import nearest_official
from pokename.naming.wishes import Request
from pokename.pokedex.official_names import LANGUAGES, language_of, meaning, normal_form
from pokename.reading.compounds import reworded_compounds
from pokename.reading.content_words import content_words
from pokename.reading.description import CHARACTERS_READ, concepts_of, read_part
from pokename.reading.negation import without_denied
from pokename.words.dictionary import is_word
from pokename.words.sound import ease, pronunciation


def source_words(
    roots: Sequence[str], meanings: Sequence[str], says: Sequence[str] = (), name: str = ""
) -> list[str]:
    """Return source words, each with its meaning or the word of the description it stands for.

    >>> source_words(("ivy", "saurus"), ("", "lizard"), ("moss", "lizard"))
    ['ivy (for moss)', 'saurus (lizard)']
    >>> source_words(("ivy", "saurus"), ("", "lizard"), ("moss", "lizard"), "Ivysaur")
    ['IVY (for moss)', 'SAURus (lizard)']

    Args:
        roots: N source words.
        meanings: N meanings; "" for a word that needs none.
        says: N words of the description, one for each source word ("" for none); empty if these
            words are unknown.
        name: The name, if the letters that it takes from each source word are to be capitals.
    """
    whys = map(_why, roots, meanings, says or [""] * len(roots))
    shown = letters_in_capitals(name, roots) if name else roots
    return [f"{root} ({why})" if why else root for root, why in zip(shown, whys, strict=True)]


def explanation(name: Name) -> str:
    """Return a line that explains a name: how it is said, what it is made of, what is near it.

    Capitals mark the stressed syllable, and the letters that each source word gives to the name:
    "Polterinse  pol-ter-INSE  POLTERgeist (for haunted) + rINSE (for washing)  nearest official:
    Boguérisse (French)".

    Args:
        name: A name that a generator returned.
    """
    (line,) = explanations([name])
    return line


def explanations(names: Sequence[Name]) -> list[str]:
    """Return the ``explanation`` of each name, with their parts in columns."""
    rows = list(map(_explained, names))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _explained(name: Name) -> tuple[str, str, str, str]:
    made = " + ".join(source_words(name.roots, name.meanings, name.says, name.name))
    language = LANGUAGES[language_of(name.nearest)]
    made = made or "no source word of the description is heard in it"
    near = f"nearest official: {name.nearest} ({language})"
    return name.name, pronunciation(name.name), made, near


def _why(root: str, meaning: str, says: str) -> str:
    """Return the meaning of a source word, or the word of the description if it tells more."""
    # "Stern" is German for star, but a name that uses it for "grumpy" means the English word.
    if says and (not meaning or is_word(root)):
        return f"for {says}" if says != root else ""
    return meaning


_UNFIT = "so the names fit no creature in particular."
UNKNOWN = f"No word of the description is known, {_UNFIT}"
ONLY_DENIED = f"The description says only what the creature isn't or lacks, {_UNFIT}"
# Reasons of the gates, as one says them of several names.
_AS_PLURAL = {
    "dictionary word": "English words",
    "a word of the description": "words of the description",
    "official name": "official names",
    "excluded": "excluded",
    "a word of another language": "words of another language",
    "an existing word or name": "existing words or names",
}


def to_name(ranked: ScoredDraft, request: Request, model: str, seed: int, rank: int) -> Name:
    """Return the Name for a scored draft, with its meanings, ease and nearest official name.

    If no word of the description is understood, the name stands for none, and its fit is 0.
    Misspelt words of the description are corrected.
    """
    corrected = {one.said: one.corrected for one in request.concepts if one.corrected}
    draft, fit = ranked.draft, ranked.fit
    says = tuple(corrected.get(word, word) for word in ranked.says)
    if not request.is_understood:
        says, fit = tuple(word if word == request.mood else "" for word in says), 0.0
    nearest, edits = nearest_official(normal_form(draft.letters))
    return Name(
        name=draft.letters.title(),
        description=request.description,
        score=round(ranked.score, 4),
        seed=seed,
        model=model,
        roots=draft.roots,
        meanings=tuple(meaning(root) for root in draft.roots),
        says=says,
        rank=rank,
        fit=round(fit, 4),
        ease=ease(draft.letters),
        nearest=nearest,
        edits=edits,
    )


def to_lines(
    lines: Iterable[Sequence[ScoredDraft]],
    request: Request,
    model: str,
    seed: int,
    first_stage: int,
) -> list[list[Name]]:
    """Return the Names of evolution lines, each with its stage and the rank of its line."""
    return [
        [
            replace(to_name(one, request, model, seed, rank), stage=stage)
            for stage, one in enumerate(line, first_stage)
        ]
        for rank, line in enumerate(lines, 1)
    ]


def notes_of(
    request: Request, names: Sequence[Name], wanted: int, refused: Sequence[Refused]
) -> tuple[str, ...]:
    """Return notes for the user: how the description was read, and why names are missing."""
    notes = notes_on_reading(request, names)
    if len(names) >= wanted:
        return notes
    limits = " and ".join(request.asked())
    few = found_only(len(names), wanted, "name") + (f" with {limits}" if limits else "")
    others = Counter(one.why for one in refused if not one.by_limit).most_common(1)
    other = "other" if names else "name"
    besides = "".join(
        f"; {counted(times, other)} {_refused_as(why, times)}" for why, times in others
    )
    return (*notes, f"{few}{besides}.")


def _refused_as(why: str, times: int) -> str:
    """Return why a number of names were refused, such as "were English words"."""
    if times > 1 and why in _AS_PLURAL:
        return f"were {_AS_PLURAL[why]}"
    return f"{'was' if times == 1 else 'were'} refused ({why})"


def notes_of_lines(
    request: Request, lines: Sequence[Sequence[Name]], wanted: int, stages: int, evolves_from: str
) -> tuple[str, ...]:
    """Return notes for the user: how the description was read, and why lines are missing.

    Args:
        request: The description and its wishes.
        lines: The lines found.
        wanted: Number of lines wanted.
        stages: Number of names in a line.
        evolves_from: The name that the lines continue from, or "".
    """
    notes = notes_on_reading(request, [name for line in lines for name in line])
    if len(lines) >= wanted:
        return notes
    limits = " and ".join(request.asked())
    does = f"continues from {evolves_from}" if evolves_from else "says one word of the description"
    within = f" with {limits}" if limits else ""
    fewer = f", ask for stages={stages - 1}" if stages > 1 else ""
    change = f"Leave {limits} out" if limits else "Describe more of the creature"
    few = (
        f"{found_only(len(lines), wanted, 'line')}: no other line of {counted(stages, 'name')} "
        f"{does}{within}. "
        f"{change}{fewer}, or use other words in the description."
    )
    return (*notes, few)


def notes_on_reading(request: Request, names: Sequence[Name] = ()) -> tuple[str, ...]:
    """Return notes on how the description was read, and on limits that no source word meets.

    Args:
        request: The description and its wishes.
        names: The names given for it.
    """
    notes = []
    if (length := len(request.description)) > len(read_part(request.description)):
        read = f"the first {CHARACTERS_READ:,} of {length:,} characters"
        notes.append(f"Only {read} of the description were read.")
    if request.language:
        notes.append(f"Read as {request.language}: {request.text}.")
    concepts = concepts_of(request.text)
    compounds = reworded_compounds(request.text)
    notes += [f"Read '{typed}' as {read}." for typed, read in compounds.items()]
    notes += [f"Read '{one.said}' as {one.corrected}." for one in concepts if one.corrected]
    offensive = request.offensive
    unknown = [one.said for one in concepts if not one.known and one.said not in offensive]
    if not request.is_understood:
        words = any(content_words(request.text))
        only_denied = words and not any(content_words(without_denied(request.text)))
        notes.append(ONLY_DENIED if only_denied else UNKNOWN)
    elif unknown:
        notes.append(f"Unknown words, used only for their sounds: {', '.join(unknown)}.")
    if offensive:
        notes.append(f"Offensive words aren't used: {', '.join(offensive)}.")
    roots = [root for name in names for root in name.roots]
    notes += [
        f"No source word fits {argument}, so its letters were added."
        for argument in request.limits.unmet_by(roots)
    ]
    return tuple(notes)
