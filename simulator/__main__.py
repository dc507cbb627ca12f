"""python -m simulator [--host --port --world FILE --env-file FILE --bot-url URL --then COMMAND]"""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import signal
import sys
from pathlib import Path

from simulator.app import serve
from simulator.world import DEFAULT_FILE, BadWorld, load

CHILD_ENDS = 15.0  # seconds a command started with --then may take to end


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="Feishu, DingTalk and WeCom on this machine"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--world", type=Path, default=DEFAULT_FILE, metavar="FILE")
    parser.add_argument("--env-file", type=Path, metavar="FILE", help="write the bot's settings")
    parser.add_argument("--bot-url", metavar="URL", help="push events to this bot over HTTP")
    parser.add_argument(
        "--then", metavar="COMMAND",
        help="run this with the bot's settings in its environment, and stop together with it",
    )
    options = parser.parse_args(arguments)
    try:
        asyncio.run(_run(options))
    except BadWorld as fault:
        print(fault, file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"cannot listen or write: {fault}", file=sys.stderr)
        return 1
    return 0


async def _run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    world = load(options.world)
    where = {"host": options.host, "port": options.port}
    async with serve(world, bot_url=options.bot_url, **where) as running:
        if options.env_file:
            write_env(options.env_file, running.sim.env())
        print(f"simulator: {running.url}", flush=True)
        if options.then:
            await _beside(options.then, running.sim.env(), stopped)
        else:
            await stopped.wait()


async def _beside(command: str, settings: dict[str, str], stopped: asyncio.Event) -> None:
    """Runs a command until it or we are stopped; it is asked to end, and waited for."""
    child = await asyncio.create_subprocess_exec(
        *shlex.split(command), env={**settings, **os.environ}, start_new_session=True
    )
    ended = asyncio.create_task(child.wait())
    ours = asyncio.create_task(stopped.wait())
    await asyncio.wait({ended, ours}, return_when=asyncio.FIRST_COMPLETED)
    ours.cancel()
    if child.returncode is None:
        child.terminate()
        try:
            await asyncio.wait_for(ended, CHILD_ENDS)
        except TimeoutError:
            child.kill()
            await child.wait()


def write_env(path: Path, settings: dict[str, str]) -> None:
    """KEY='value' lines, readable only by their owner: the file holds this world's secrets."""
    lines = [f"{key}='{value}'\n" for key, value in settings.items()]
    path.touch(mode=0o600)
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
