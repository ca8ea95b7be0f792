"""Two nodes that share an address, a client that uses it, and instruments that watch: see tests/bench/killmatrix."""
