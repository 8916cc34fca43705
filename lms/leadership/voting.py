"""Who votes on an item, whether they are enough, and what the votes say."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Said = Literal["for", "against", "abstained"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat on the day of a meeting: its member and its alternate."""

    seat_id: UUID
    member_id: UUID | None
    alternate_id: UUID | None


@dataclass(frozen=True, slots=True)
class Voter:
    """Who votes for a seat."""

    person_id: UUID
    as_alternate: bool


def voters(seats: Sequence[Taken], *, present: Collection[UUID], declared: Collection[UUID]) -> dict[UUID, Voter]:
    """Seat -> who votes for it on an item. The alternate votes only when the member is absent; who declared an interest does not vote, and
    nobody else votes for that seat; nobody votes twice."""
    found: dict[UUID, Voter] = {}
    voting: set[UUID] = set()
    for seat in seats:
        there = _there(seat, present)
        if there is not None and there.person_id not in declared and there.person_id not in voting:
            found[seat.seat_id] = there
            voting.add(there.person_id)
    return found


def _there(seat: Taken, present: Collection[UUID]) -> Voter | None:
    if seat.member_id is not None and seat.member_id in present:
        return Voter(seat.member_id, as_alternate=False)
    if seat.alternate_id is not None and seat.alternate_id in present:
        return Voter(seat.alternate_id, as_alternate=True)
    return None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voted how."""

    votes_for: int
    against: int
    abstained: int

    @property
    def approved(self) -> bool:
        """More for than against: a tie is a no."""
        return self.votes_for > self.against


def tally(votes: Iterable[Said]) -> Tally:
    """Count them."""
    counted = Counter(votes)
    return Tally(counted["for"], counted["against"], counted["abstained"])


def without_vote(voting: Mapping[UUID, Voter], votes: Collection[UUID]) -> set[UUID]:
    """Seats that voted and must not have."""
    return set(votes) - set(voting)
