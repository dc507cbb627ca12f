"""Words, buttons and forms turned into intents. `ALL` is the one list of commands."""

from commands import duty, leave, move, new, people, press, remark, report, show, talk
from commands.spec import Command

ALL: tuple[Command, ...] = (
    *new.COMMANDS,
    *show.COMMANDS,
    *move.COMMANDS,
    *press.COMMANDS,
    *remark.COMMANDS,
    *talk.COMMANDS,
    *duty.COMMANDS,
    *leave.COMMANDS,
    *report.COMMANDS,
    *people.COMMANDS,
)
