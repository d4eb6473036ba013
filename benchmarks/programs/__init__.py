"""What the benchmarks hold pokename against: each a small program, written as people write them."""
