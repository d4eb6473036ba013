"""Measure each claim about speed or memory as the ratio of two commands, timed in turn.

    python -m benchmarks                  # all groups, like nox -s bench
    python -m benchmarks start sampling   # only two groups

The results go to docs/measurements/benchmarks.md. docs/measurements/performance.md explains each
group.
"""
