"""The programs that the benchmarks run: what pokename is compared with, and what measures it."""
