"""Test that threads can decode values of a type that no thread has used before."""

import subprocess
import sys

MANY_FIRST_USES = """
import os
import sys
import threading
import msgspec
from pokename.typed_json import convert_texts, decode

sys.setswitchinterval(1e-6)

def first_use(number):
    item = msgspec.defstruct(f"Item{number}", [("size", int)])
    kind = msgspec.defstruct(f"Kind{number}", [("items", list[item]), ("one", item)])
    texts = msgspec.defstruct(f"Texts{number}", [("size", int), ("item", item | None)])
    start = threading.Barrier(8)

    def run():
        start.wait()
        assert decode(b'{"items": [{"size": 1}], "one": {"size": 2}}', kind).one.size == 2
        assert convert_texts({"size": "3", "item": None}, texts).size == 3

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

def failed(what):
    print(repr(what.exc_value), file=sys.stderr, flush=True)
    os._exit(1)

threading.excepthook = failed
for number in range(60):
    first_use(number)
print("done")
"""


def test_threads_may_use_a_type_for_the_first_time_at_once() -> None:
    """Decoding with msgspec alone crashed this program within the first 60 types."""
    done = subprocess.run(
        [sys.executable, "-c", MANY_FIRST_USES], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
