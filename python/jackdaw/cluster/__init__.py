"""Many files on many machines: `python -m jackdaw.cluster MANIFEST --scheduler tcp://HOST:8786`.

Needs Dask distributed, and this package on every worker. docs/manual/cluster.md describes it.
"""
