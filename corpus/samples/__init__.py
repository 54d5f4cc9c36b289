"""Sample papers of the demo and of the golden test: `papers/` with its papers.csv, their known truth in `truth/`.

All of them are made: no real decisions (see README.md). `python corpus/samples/make_samples.py` draws them anew.
"""
