"""Run a minimal Typer app, for the time that ``--help`` takes at least."""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def hello() -> None:
    """Say hello."""
    typer.echo("hello world")


if __name__ == "__main__":
    app(["--help"])
