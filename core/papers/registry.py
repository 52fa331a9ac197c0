"""Which papers there are; each app registers its own when it is ready."""

from core.papers.documents import Paper

_papers: dict[str, Paper] = {}


def register(paper: Paper) -> Paper:
    """Make a paper known. Raises ``LookupError`` when another one has its name."""
    if _papers.setdefault(paper.kind, paper) is not paper:
        raise LookupError(f"two papers are called {paper.kind}")
    return paper


def find(kind: str) -> Paper | None:
    return _papers.get(kind)


def offered_for(model: str) -> list[Paper]:
    """The papers about rows of this model (``committees.committee``), as they were registered."""
    return [paper for paper in _papers.values() if paper.model == model]


def all_papers() -> list[Paper]:
    return list(_papers.values())


def models() -> list[str]:
    """The labels of the models about whose rows there are papers."""
    return list(dict.fromkeys(paper.model for paper in _papers.values()))
