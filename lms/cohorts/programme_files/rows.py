"""What every table of a programme file has: a key, a title, days within the programme."""

import re
from collections.abc import Collection

from lms.kit.problems import write_nearest
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_KEY = 80
LONGEST_TITLE = 200
MOST_DAYS = 730


class Keys:
    """The keys of one kind of thing, each of which may be used once."""

    def __init__(self) -> None:
        self.known: list[str] = []

    def take(self, row: Table) -> str:
        """The row's ``key``, which nobody has used before."""
        key = row.text("key", required=True, example='"kick-off"')
        if key.strip() and (not KEY.fullmatch(key) or len(key) > LONGEST_KEY):
            row.error(_("`%(key)s` is no key", key=key), _("use a-z, 0-9 and hyphens only, at most %(most)d signs", most=LONGEST_KEY), "key")
        elif key in self.known:
            row.error(_("the key `%(key)s` is there twice", key=key), _("give each its own key"), "key")
        if key.strip():
            self.known.append(key)
        return key


def title_of(row: Table, key: str = "title") -> str:
    """A text that fits a heading."""
    value = row.text(key, required=True)
    if len(value) > LONGEST_TITLE or "\n" in value:
        row.error(_("`%(key)s` is too long for a heading", key=key), _("write one line of at most %(most)d signs", most=LONGEST_TITLE), key)
    return value


def day_of(row: Table, key: str, last: int) -> int:
    """A day of the programme; 0 is the first. What is missing or wrong counts as the first day."""
    value = row.whole(key, low=0, high=MOST_DAYS, required=True, example="7")
    if value is None:
        return 0
    if value > last:
        what = _("`%(key)s` is day %(day)d, after the programme's last day", key=key, day=value)
        row.error(what, _("write a day from 0 to %(last)d, or make `days` larger", last=last), key)
    return value


def follows(row: Table, before: str, after: str, days: tuple[int, int]) -> None:
    """Report a row whose day ``after`` comes earlier than its day ``before``."""
    if days[1] < days[0]:
        what = _("`%(after)s` comes before `%(before)s`", after=after, before=before)
        row.error(what, _("write day %(day)d or a later one", day=days[0]), after)


def one_of(row: Table, key: str, known: Collection[str], example: str) -> str:
    """The key of something that stands elsewhere in the file."""
    value = row.text(key, required=True, example=example)
    if value.strip() and value not in known:
        row.error(_("there is no `%(value)s` among the keys that `%(key)s` may name", value=value, key=key), write_nearest(value, known), key)
    return value


def some(table: Table, key: str, rows: list[Table]) -> list[Table]:
    """``rows``, reported when there is none."""
    if not rows and not table.document.broken:
        table.error(_("the programme has no `%(key)s`", key=key), _("write `[[%(key)s]]` with at least one of them", key=key), key)
    return rows
