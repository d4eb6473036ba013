"""Every claim on speed and memory as a ratio of two commands, timed in turn in the same run.

    python -m benchmarks                  # all, into benchmarks/results.md; or: nox -s bench
    python -m benchmarks start sampling   # some groups of them

What is measured how, and what else was tried, stands in docs/measurements/performance.md.
"""
