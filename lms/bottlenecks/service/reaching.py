"""How far a bottleneck reaches: from three organisations on, the leadership team has to know."""

from lms.bottlenecks.events import BottleneckReachesMany
from lms.bottlenecks.models import Bottleneck
from lms.kit.db import publish

MANY = 3


def tell_leadership(bottleneck: Bottleneck) -> None:
    """Say so, when it is far enough."""
    if bottleneck.reach >= MANY:
        publish(BottleneckReachesMany(bottleneck.id, bottleneck.number, bottleneck.title, bottleneck.reach))
