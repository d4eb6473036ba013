"""The command line: the app and one short file a command."""


def main() -> None:
    """Run ``pokename`` with the arguments of this process, and exit."""
    from pokename.cli.app import app

    app(prog_name="pokename")
