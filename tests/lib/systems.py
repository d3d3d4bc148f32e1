"""Starts tests/systems/<name> from a test and stops it: `with system("redis") as r: r["port"]`."""
import contextlib
import json
import subprocess
from pathlib import Path

SYSTEMS = Path(__file__).resolve().parent.parent / "systems"


class System(dict):
    """The facts a starter printed, and its process."""

    def __init__(self, name, *args):
        self.command = [str(SYSTEMS / name), *map(str, args)]
        self.proc = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.proc.stdout.readline()
        if not line:
            raise RuntimeError(f"{name} did not start (exit {self.proc.wait()})")
        super().__init__(json.loads(line))

    def stop(self):
        """Stops the system in good order. Twice is harmless."""
        if self.proc.poll() is None:
            self.proc.stdin.close()
            self.proc.wait(20)

    def again(self):
        """Starts the same system on the same port after a stop."""
        return System(Path(self.command[0]).name, *_without_port(self.command[1:]), "--port", self["port"])


def _without_port(args):
    return args[:args.index("--port")] + args[args.index("--port") + 2:] if "--port" in args else args


@contextlib.contextmanager
def system(name, *args):
    s = System(name, *args)
    try:
        yield s
    finally:
        s.stop()
