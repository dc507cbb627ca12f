"""Search in Chinese words: bigrams of our own, indexed shortly after the commit."""

from storage.search.index import index_quietly, index_some

__all__ = ["index_quietly", "index_some"]
