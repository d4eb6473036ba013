"""Start trainings quickly, by forking a process that has already imported everything.

Reads a line of JSON on stdin: a folder, the variables of its environment, a command. Forks, runs
it there, and answers with a line on stdout: the child's number when it starts, and its exit status
when it ends. What it says goes to stderr.txt in the folder.
"""

import json
import os
import sys

import pokename.model.training  # noqa: F401 - what takes seconds to import
from pokename.cli.app import app


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            folder, environ, arguments = json.loads(line)
            os.chdir(folder)
            os.environ.update(environ)
            with open("stderr.txt", "a") as said:  # noqa: PTH123 - before any other module
                os.dup2(said.fileno(), 2)
            os.dup2(2, 1)
            try:
                app(arguments, standalone_mode=True)
            except SystemExit as end:
                os._exit(int(end.code or 0))
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


main()
