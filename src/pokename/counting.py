"""Say numbers of things with the right form of the noun."""


def counted(number: int, one: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "name"), counted(2000, "name")
    ('1 name', '2,000 names')

    Args:
        number: How many things there are.
        one: The noun in the singular; its plural ends in "s".
    """
    return f"{number:,} {one if number == 1 else f'{one}s'}"


def found_only(number: int, wanted: int, one: str) -> str:
    """Return the start of a note on too few things.

    >>> found_only(3, 10, "name"), found_only(0, 1, "line")
    ('Found only 3 of 10 names', 'Found no line')
    """
    return f"Found only {number:,} of {counted(wanted, one)}" if number else f"Found no {one}"
