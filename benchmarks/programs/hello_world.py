"""Run a minimal Typer app, which shows the minimum time that ``--help`` can take."""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def hello() -> None:
    """Say hello."""
    typer.echo("hello world")  # noqa: TID251 - the example of Typer's own documentation


if __name__ == "__main__":
    app(["--help"])
