"""The page as the server renders it: the form, and a plain list of names.

If the browser runs JavaScript, the page shows cards instead of the list.
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from starlette.datastructures import QueryParams

from pokename.generate.formats import joined_source_words
from pokename.naming.moods import MOODS
from pokename.naming.traits import COLORS, SIZES, STAGES, TYPES
from pokename.pokedex.composing import HABITATS
from pokename.web.requests import from_query
from pokename.web.schemas import MOST_LETTERS, GenerateRequest, NamesAnswer

PAGE = Path(__file__).parent / "static" / "index.html"
SYLLABLES = ("1", "2", "3", "4", "1-2", "2-3", "3-4")
ANY = "any"
DESCRIPTION = "q"


class View:
    """The page for one request.

    Args:
        query: The query parameters: ``q`` for the description, and the wishes.
        seed: The default seed.
        max_length: The default maximum number of letters in a name.

    Attributes:
        answer: The names, if the query has a description.
        problem: Why there are no names, or "".
    """

    def __init__(self, query: QueryParams, seed: int, max_length: int) -> None:
        self._query = query
        self._defaults = {**TEXTS, "seed": str(seed), "max_length": str(max_length)}
        self.answer: NamesAnswer | None = None
        self.problem = ""

    @property
    def description(self) -> str:
        """The description, or "" on the first visit."""
        return self._query.get(DESCRIPTION, "").strip()

    def request(self) -> GenerateRequest:
        """Return the request in the query parameters.

        Raises:
            HTTPException: The parameters don't form a valid request.
        """
        changed = [
            (key, value)
            for key, value in self._query.multi_items()
            # A form sends unchanged fields too; they mean the config's defaults.
            if key != DESCRIPTION and value != self._defaults.get(key)
        ]
        asked = QueryParams([*changed, ("description", self.description)])
        return from_query(asked, GenerateRequest, strict=False)

    def html(self) -> str:
        """Return the page."""
        types = [*self._query.getlist("types"), "", ""]
        one = self._query.get
        return _template().substitute(
            description=escape(one(DESCRIPTION, "")),
            most_letters=MOST_LETTERS,
            first_seed=self._defaults["seed"],
            longest=self._defaults["max_length"],
            type_1=_options(TYPES, types[0]),
            type_2=_options(TYPES, types[1]),
            color=_options(COLORS, one("color")),
            size=_options(SIZES, one("size")),
            habitat=_options(HABITATS, one("habitat")),
            stage=_options(map(str, STAGES), one("stage")),
            syllables=_options(SYLLABLES, one("syllables")),
            mood=_options(MOODS, one("mood")),
            legendary="checked" if one("legendary") else "",
            two_words="checked" if one("two_words") else "",
            welcome="hidden" if self.description else "",
            names=self._names(),
            notes=self._notes(),
            **{key: escape(one(key, default)) for key, default in self._defaults.items()},
        )

    def _names(self) -> str:
        if self.answer is None:
            return ""
        items = (
            f"<li><b>{escape(name.name)}</b> {escape(joined_source_words(name))}</li>"
            for name in self.answer.names
        )
        return f'<ol class="plain">{"".join(items)}</ol>'

    def _notes(self) -> str:
        said = [self.problem] if self.problem else self.answer.notes if self.answer else ()
        return "".join(f"<p>{escape(note)}</p>" for note in said)


TEXTS = {
    "min_length": "3",
    "starts_with": "",
    "ends_with": "",
    "contains": "",
    "avoid_letters": "",
    "roots": "",
    "creativity": "0.5",
}
"""The text fields of the form, with their initial values."""


def _options(values: Iterable[str], chosen: str | None) -> str:
    found = [f'<option value="">{ANY}</option>']
    for value in values:
        selected = " selected" if value == chosen else ""
        found.append(f'<option value="{escape(value)}"{selected}>{escape(value)}</option>')
    return "".join(found)


@cache
def _template() -> Template:
    return Template(PAGE.read_text(encoding="utf-8"))
