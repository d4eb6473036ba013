"""The least that a Typer command line can be."""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def hello() -> None:
    """Say hello."""
    typer.echo("hello world")


if __name__ == "__main__":
    app(["--help"])
