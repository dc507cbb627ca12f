"""Every wish has somebody who serves it."""

from bot.usecases import HANDLERS


def test_every_handler_can_be_called():
    """A module of a function's name, imported later, takes the name in the package."""
    assert [intent.__name__ for intent, handler in HANDLERS.items() if not callable(handler)] == []
