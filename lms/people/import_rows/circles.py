"""Who would be above and below themselves."""

from collections.abc import Mapping


def circles_in(above: Mapping[str, str | None]) -> list[list[str]]:
    """Each circle once, in its order: ``above`` says who stands directly above whom."""
    found: list[list[str]] = []
    settled: set[str] = set()
    for start in above:
        path: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in path:
            path[at] = len(path)
            at = above.get(at)
        if at is not None and at in path:
            found.append(list(path)[path[at] :])
        settled |= set(path)
    return found
