"""python -m bot run|check|migrate|verify [--env-file FILE]"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.errors import SetupError
from bot.settings import environment


def main() -> int:
    """Runs the command; 0 when all is well, 1 for faults found, 2 for a wrong set-up."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument("command", choices=("run", "check", "migrate", "verify"))
    parser.add_argument("--env-file", type=Path, default=None,
                        help="settings; without it .env, if there is one")
    given = parser.parse_args()
    default = Path(".env")
    env_file = given.env_file or (default if default.is_file() else None)
    try:
        env = environment(env_file)
        return _COMMANDS[given.command](env)
    except SetupError as error:
        print("The bot cannot start:", file=sys.stderr)
        for fault in error.faults:
            print(f"  - {fault}", file=sys.stderr)
        return 2


def _run(env: dict[str, str]) -> int:
    from bot import main as wiring
    from bot.logs import set_up

    settings = wiring.AllSettings.from_env(env)
    set_up(settings.heart.log_level, settings.heart.log_format)
    asyncio.run(wiring.run(settings))
    return 0


def _check(env: dict[str, str]) -> int:
    from bot import main as wiring

    faults = asyncio.run(wiring.check(wiring.AllSettings.from_env(env)))
    for fault in faults:
        print(f"- {fault}")
    print("all is well" if not faults else f"{len(faults)} to mend")
    return 1 if faults else 0


def _migrate(env: dict[str, str]) -> int:
    import storage
    from storage.opening import prepare

    prepare(storage.StorageSettings.from_env(env))
    print("the database is up to date")
    return 0


def _verify(env: dict[str, str]) -> int:
    return asyncio.run(_verified(env))


async def _verified(env: dict[str, str]) -> int:
    import storage
    from scheduler.clock import SystemClock
    from storage.verify import verify

    transactions = storage.open(storage.StorageSettings.from_env(env), SystemClock().now)
    try:
        faults = await transactions.read(verify)
    finally:
        await transactions.close()
    for fault in faults:
        print(f"- {fault}")
    print("every history is whole" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


_COMMANDS = {"run": _run, "check": _check, "migrate": _migrate, "verify": _verify}


if __name__ == "__main__":
    sys.exit(main())
