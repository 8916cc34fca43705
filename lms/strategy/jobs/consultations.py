"""What the strategy does when nobody is looking."""

from lms.kit.db import transaction
from lms.kit.logs import log
from lms.strategy.queries.consultation import open_consultations
from lms.strategy.queries.strategies import strategy_by_id
from lms.strategy.service.reminding import ask_for_measurements, remind


def remind_departments() -> int:
    """Remind departments that are silent, and ask heads who are new; return how many were told."""
    told = 0
    for strategy_id in [strategy.id for strategy in open_consultations()]:
        with transaction():
            told += remind(strategy_by_id(strategy_id))
    log.info("departments reminded", told=told)
    return told


def remind_of_measurements() -> int:
    """Tell the owners of indicators that a measurement is due; return how many were told."""
    with transaction():
        told = ask_for_measurements()
    log.info("measurements asked for", told=told)
    return told
