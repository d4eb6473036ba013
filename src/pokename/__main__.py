"""Run the command line by ``python -m pokename``, as ``torchrun -m`` requires."""

from pokename.cli import main

if __name__ == "__main__":
    main()
