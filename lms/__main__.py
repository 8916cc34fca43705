"""The command ``lms``, as it is installed and as ``python -m lms``."""

import gc


def main() -> None:
    """Load the house and run a command. Nothing of what is loaded is garbage, and looking for some took a quarter of the start."""
    gc.disable()
    from lms.cli import main as run  # noqa: PLC0415

    gc.freeze()
    gc.set_threshold(5_000, 20, 100)  # Python's 700 look through what a long command holds again and again
    gc.enable()
    run()


if __name__ == "__main__":
    main()
