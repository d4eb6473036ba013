"""Test with random input that every command gives names in the requested form or a one-line error.

Hypothesis invents the inputs: 100 in the suite, 10,000 in ``nox -s faults``.
"""

import json
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pokename.paths import BUNDLED_MODEL
from pokename.pokedex.official_names import normal_form
from tests.conftest import REPOSITORY, Cli
from tests.support.broken_models import mutated
from tests.support.processes import on_posix

pytestmark = on_posix

SECONDS = 60  # time limit of one case, enough for a busy machine
MEGABYTES = 500

Run = Callable[..., dict[str, Any] | None]


def scaled(few: int, many: int) -> pytest.MarkDecorator:
    """Run a test with few cases in the suite, and with many in ``nox -s faults``."""
    in_suite = pytest.param(few, id="few", marks=pytest.mark.slow)
    cases = (in_suite, pytest.param(many, id="many", marks=pytest.mark.faults))
    return pytest.mark.parametrize("cases", cases)


def tried(cases: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Check as many inputs as ``cases`` says; they are the same in each run."""
    options = settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    options(given(strategy)(check))()


def _late(_number: int, _frame: object) -> None:
    raise AssertionError(f"a case took more than {SECONDS} s")


@pytest.fixture(autouse=True)
def _within_bounds() -> Iterator[None]:
    process = psutil.Process()
    before = process.memory_info().rss
    earlier = signal.signal(signal.SIGALRM, _late)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, earlier)
    assert process.memory_info().rss - before < MEGABYTES * 2**20


def asked(cli: Cli, *arguments: object) -> Any:  # any JSON value
    """Return the JSON that a command gives, or None after a proper error message."""
    signal.alarm(SECONDS)
    result = cli(*arguments, ok=False)
    signal.alarm(0)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    assert "Unexpected error" not in result.output
    if result.exit_code == 0:
        return json.loads(result.stdout, parse_constant=lambda one: pytest.fail(f"{one} in JSON"))
    assert any("Error: " in line for line in result.stderr.splitlines()), result.stderr
    assert not set(result.stderr) & {"\x1b", "\x00", "\x9b"}
    return None


def check_names(names: list[dict[str, Any]], most: int, least: int = 1, longest: int = 12) -> None:
    letters = [normal_form(name["name"]) for name in names]
    assert len(names) <= most
    assert len(set(letters)) == len(letters)
    assert all(least <= len(one) <= longest for one in letters), letters


WORDS = st.sampled_from(
    "a fiery lizard not no like = -> <|endoftext|> of the sea ice dragon without wings tiny "
    "électrique Drache 火 👾 glorpy snizzlewump fyre 1,000 don't it's \\N [bold] %s {0} ../ "
    "=1+1 @x -n --help".split()
)
PLAIN = st.lists(WORDS, max_size=12).map(" ".join)
TEXT = st.one_of(
    PLAIN, st.text(max_size=200), st.text(min_size=1, max_size=3).map(lambda t: t * 900)
)


@scaled(30, 3000)
def test_any_description_gives_names_or_an_error_message(
    cli: Cli, project: Path, cases: int
) -> None:
    def check(description: str) -> None:
        names = asked(cli, "generate", "-n", "3", "--format", "json", "--", description)
        check_names(names or [], 3)

    tried(cases, TEXT, check)


LETTERS = st.text("abcdefghijklmnopqrstuvwxyzABZéß'- 1=", max_size=6)
NUMBER = st.one_of(
    st.integers(-3, 30).map(str), st.sampled_from(["nan", "inf", "1e9", "", "x", "9" * 30])
)
TYPES = st.sampled_from(["fire", "Water", "fairy", "fyre", "", "dragon/ice"])
OPTIONS = {
    "--min-length": NUMBER,
    "--max-length": NUMBER,
    "--seed": NUMBER,
    "-n": st.integers(-1, 6).map(str),
    "--starts-with": LETTERS,
    "--ends-with": LETTERS,
    "--contains": LETTERS,
    "--avoid-letters": LETTERS,
    "--syllables": st.one_of(NUMBER, st.sampled_from(["2-3", "3-2", "-", "1-"])),
    "--type": TYPES,
    "--color": st.one_of(st.sampled_from(["red", "blue"]), LETTERS),
    "--size": st.one_of(st.sampled_from(["tiny", "huge"]), LETTERS),
    "--habitat": st.one_of(st.sampled_from(["cave", "sea"]), LETTERS),
    "--stage": NUMBER,
    "--mood": st.one_of(st.sampled_from(["cute", "fierce"]), LETTERS),
    "--roots": st.one_of(st.sampled_from(["ember+gecko", "+", "a+b+c"]), LETTERS),
    "--like": LETTERS,
    "--exclude": LETTERS,
    "--max-similarity": NUMBER,
    "--creativity": NUMBER,
    "--temperature": NUMBER,
    "--top-p": NUMBER,
    "--line": NUMBER,
    "--evolves-from": LETTERS,
    "--id": st.one_of(st.sampled_from(["bundled:7:3", "bundled:7:1.2", "x:1:1"]), LETTERS),
    "--model": st.sampled_from(["bundled", "nothing", "/dev/null", ""]),
}
ONE_OPTION = st.sampled_from(sorted(OPTIONS)).flatmap(
    lambda one: st.tuples(st.just(one), OPTIONS[one])
)


@scaled(25, 2500)
def test_any_options_give_names_or_an_error_message(cli: Cli, project: Path, cases: int) -> None:
    def check(options: list[tuple[str, str]]) -> None:
        given_options = {"-n": "4", **dict(options)}
        arguments = [part for option in given_options.items() for part in option]
        names = asked(cli, "generate", "a fiery lizard", "--format", "json", *arguments)
        if not names:
            return
        if "--line" not in given_options and "--evolves-from" not in given_options:
            most = int(given_options["-n"])
            least = int(given_options.get("--min-length", 1))
            check_names(names, most, least, int(given_options.get("--max-length", 12)))
        for name in names:
            start = normal_form(given_options.get("--starts-with", ""))
            assert normal_form(name["name"]).startswith(start)

    tried(cases, st.lists(ONE_OPTION, max_size=4), check)


CELLS = st.one_of(PLAIN, st.text(max_size=20), NUMBER, TYPES, st.none())
COLUMNS = [
    "description",
    "id",
    "type",
    "stage",
    "color",
    "size",
    "habitat",
    "legendary",
    "n",
    "seed",
]
RECORDS = st.lists(
    st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=6).map(
        lambda row: {**row, "n": row["n"] if row.get("n") in {"-1", "0", "x", "nan"} else "2"}
    ),
    min_size=1,
    max_size=3,
)
DAMAGE = st.one_of(st.none(), st.none(), st.tuples(st.integers(0, 400), st.binary(max_size=6)))


def damaged(content: bytes, damage: tuple[int, bytes] | None) -> bytes:
    if damage is None:
        return content
    at = damage[0] % (len(content) + 1)
    return content[:at] + damage[1] + content[at + len(damage[1]) // 2 :]


def as_csv(records: list[dict[str, Any]], delimiter: str) -> str:
    columns = ["description", *sorted({key for row in records for key in row} - {"description"})]
    lines = [columns, *([row.get(column) or "" for column in columns] for row in records)]
    quoted = (
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines
    )
    return "\n".join(quoted) + "\n"


def check_file(cli: Cli, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    names = asked(cli, "generate", "--input", path, "-n", "2", "--workers", "1", "--format", "json")
    for name in names or ():
        assert 0 < len(normal_form(name["name"])) <= 12


@scaled(15, 1500)
def test_any_csv_gives_names_or_an_error_message(cli: Cli, project: Path, cases: int) -> None:
    def check(drawn: tuple[list[dict[str, Any]], str, str, tuple[int, bytes] | None]) -> None:
        records, delimiter, encoding, damage = drawn
        content = damaged(as_csv(records, delimiter).encode(encoding, "replace"), damage)
        check_file(cli, project / "in.csv", content)

    encodings = st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"])
    tried(cases, st.tuples(RECORDS, st.sampled_from(",;\t|"), encodings, DAMAGE), check)


ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(LETTERS, inner, max_size=3)
    ),
    max_leaves=6,
)


@scaled(15, 1500)
def test_any_json_lines_give_names_or_an_error_message(cli: Cli, project: Path, cases: int) -> None:
    def check(drawn: tuple[list[dict[str, Any]], Any, tuple[int, bytes] | None]) -> None:
        records, odd, damage = drawn
        lines = "".join(json.dumps(row) + "\n" for row in [*records, {"description": odd}, odd])
        check_file(cli, project / "in.jsonl", damaged(lines.encode(), damage))

    tried(cases, st.tuples(RECORDS, ANY_JSON, DAMAGE), check)


@scaled(12, 1300)
def test_any_config_is_read_or_gives_an_error_message(cli: Cli, project: Path, cases: int) -> None:
    real = (REPOSITORY / "configs/base.yaml").read_bytes()

    def check(drawn: tuple[int, Any]) -> None:
        seed, odd = drawn
        path = project / "own.yaml"
        if seed % 2:
            path.write_text(json.dumps({"extends": "base.yaml", "generate": odd}))
        else:
            path.write_bytes(real)
            mutated(path, random.Random(seed))
        asked(cli, "config", "show", "--config", path, "--format", "json")

    tried(cases, st.tuples(st.integers(0, 10**9), ANY_JSON), check)


MODEL_FILES = (
    *("pokename.json", "tokenizer.json", "letters.json"),
    *("engine/model.bin", "engine/config.json", "engine/vocabulary.json"),
)


@scaled(3, 200)
def test_any_model_folder_gives_names_or_an_error_message(
    cli: Cli, project: Path, cases: int
) -> None:
    def check(drawn: tuple[str, int]) -> None:
        name, seed = drawn
        folder = project / f"run{seed}-{name.replace('/', '-')}"
        shutil.copytree(BUNDLED_MODEL, folder, dirs_exist_ok=True)
        (folder / "manifest.json").unlink()
        mutated(folder / name, random.Random(seed))
        names = asked(cli, "generate", "a lizard", "--model", folder, "-n", "2", "--format", "json")
        check_names(names or [], 2)
        shutil.rmtree(folder)

    tried(cases, st.tuples(st.sampled_from(MODEL_FILES), st.integers(0, 10**9)), check)
