"""Words, buttons and forms turned into intents. `ALL` is the one list of commands."""

from commands import (
    configure,
    duty,
    hours,
    kin,
    ladder,
    leave,
    letters,
    move,
    new,
    people,
    press,
    promise,
    remark,
    report,
    show,
    talk,
    teams,
    triage,
)
from commands.spec import Command

ALL: tuple[Command, ...] = (
    *new.COMMANDS,
    *show.COMMANDS,
    *move.COMMANDS,
    *press.COMMANDS,
    *promise.COMMANDS,
    *remark.COMMANDS,
    *kin.COMMANDS,
    *talk.COMMANDS,
    *configure.COMMANDS,
    *hours.COMMANDS,
    *ladder.COMMANDS,
    *teams.COMMANDS,
    *duty.COMMANDS,
    *leave.COMMANDS,
    *letters.COMMANDS,
    *report.COMMANDS,
    *people.COMMANDS,
    *triage.COMMANDS,
)
