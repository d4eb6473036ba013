"""``pokename serve``: serve a web page and an HTTP API for names."""

from pathlib import Path
from typing import Annotated, cast

import typer

from pokename import signals
from pokename.cli.console import say
from pokename.cli.options import ConfigOption, SetOption, check_output, load, model_option

HostOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Address to listen on; 0.0.0.0 accepts other machines. Default: 127.0.0.1, or "
        "`serve.host` of the config.",
    ),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        max=65535,
        help="Port to listen on; 0 picks a free port. Default: 8000, or `serve.port` of the "
        "config.",
    ),
]
OpenPageOption = Annotated[bool, typer.Option("--open", help="Open the page in a browser.")]
LogRequestsOption = Annotated[
    Path | None,
    typer.Option(
        "--log-requests",
        metavar="FILE",
        help="Append each requested description, with its unknown words, as a line of JSON.",
    ),
]


def serve(
    host: HostOption = None,
    port: PortOption = None,
    model: Annotated[str | None, model_option("serve.model")] = None,
    open_page: OpenPageOption = False,
    log_requests: LogRequestsOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Serve names on a web page and by an HTTP API.

    Example: pokename serve --open
    """
    from pokename.errors import MissingExtraError

    settings = load(config, overrides, "serve", host=host, port=port, model=model)
    if log_requests:
        check_output("--log-requests", log_requests, (), config)
    try:
        from pokename.web.server import serve as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "pokename":
            raise
        raise MissingExtraError("web", "pokename serve") from None

    def ready(address: str) -> None:
        """Say where the server is, and open the page if asked to."""
        say(f"pokename serves {address} (Ctrl-C stops it)")
        if open_page:
            import webbrowser
            from threading import Thread

            # Use a thread: a text browser blocks until it is closed.
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        run(settings, log_requests, ready)
    except KeyboardInterrupt:
        signals.forget()  # Ctrl-C is the usual way to stop a server
        say("Stopped.")
    except SystemExit as stopped:
        raise typer.Exit(cast("int", stopped.code)) from None  # print nothing into the log
