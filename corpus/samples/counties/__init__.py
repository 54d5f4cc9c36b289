"""What the samples say, one module a county; how it is drawn stands in `corpus.samples.sheet`."""
