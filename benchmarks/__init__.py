"""Every claim on speed and memory as a ratio of two commands, timed in turn in the same run.

    python -m benchmarks                  # all groups, as nox -s bench
    python -m benchmarks start sampling   # some of them

The results go to docs/measurements/benchmarks.md. docs/measurements/performance.md says what each
group measures and what else was tried.
"""
