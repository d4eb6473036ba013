"""Start trainings quickly, by forking a process that has already imported everything.

Each line on stdin is JSON: a folder, environment variables and a command. A forked child runs
the command in the folder and writes its output to stderr.txt there. On stdout, one line has the
child's process id when it starts, and another one its exit status when it ends.
"""

import json
import os
import sys

import pokename.training.training  # noqa: F401 - takes seconds to import
from pokename.cli.app import app


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            folder, environ, arguments = json.loads(line)
            os.chdir(folder)
            os.environ.update(environ)
            with open("stderr.txt", "a") as said:  # noqa: PTH123 - no other module is needed
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
