"""Run the command line with ``python -m pokename``; ``torchrun -m`` needs this module."""

from pokename.cli import main

if __name__ == "__main__":
    main()
