"""``python -m pokename``, the form that ``torchrun -m`` needs."""

from pokename.cli import main

if __name__ == "__main__":
    main()
