"""The programs that the benchmarks run: alternatives to pokename, and programs that measure it."""
