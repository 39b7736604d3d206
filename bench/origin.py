"""The origin: nginx on the loopback."""

import contextlib
import pathlib
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPResponse

from certificates import Chain
from measure import Unmeasurable

PATIENCE_SECONDS = 10
# A port that was free a moment ago may have been taken.
ATTEMPTS = 3
HOST = "localhost"
# What is asked for to find the end of what others asked for, in the log.
MARK = "/mark-"
# For what nginx would keep files in places that only root may write to.
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    """Serves a directory over http, and over https with each chain of certificates. A context: at its end it stops."""

    def __init__(self, nginx: str, work: pathlib.Path, published: pathlib.Path, chains: list[Chain]):
        self._nginx = nginx
        self._work = work
        self._published = published
        self._chains = chains
        self._log = work / "answers"
        self._read = 0

    def __enter__(self):
        self._work.mkdir()
        for _ in range(ATTEMPTS):
            self._ports = self._free_ports(1 + len(self._chains))
            (self._work / "nginx.conf").write_text(self._configuration())
            self._process = subprocess.Popen(
                [self._nginx, "-p", self._work, "-c", self._work / "nginx.conf", "-e", self._work / "errors"],
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is ours
            )
            if self._answers():
                return self
            self._stop()
        raise Unmeasurable("nginx does not start: " + (self._work / "errors").read_text(errors="replace").strip())

    def __exit__(self, *_):
        self._stop()

    def http(self, name: str) -> str:
        """The URL of what was published under a name."""
        return f"http://{HOST}:{self._ports[0]}/{name}"

    def https(self, chain: Chain, name: str) -> str:
        """The same from the server that shows these certificates."""
        return f"https://{HOST}:{self._ports[1 + self._chains.index(chain)]}/{name}"

    def unconditional(self, name: str) -> str:
        """The same over http, without validators: it is always sent whole."""
        return self.http("unconditional/" + name)

    def validator(self, path: str) -> str:
        """What nginx names the present state of a file by."""
        return self._get("/" + path).getheader("ETag")

    def statuses(self) -> set[str]:
        """The statuses of the answers since the last call."""
        mark = f"{MARK}{self._read}"
        self._get(mark)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            lines = self._log.read_text().splitlines()[self._read :]
            if lines and lines[-1].endswith(" " + mark):  # the only worker has logged everything before
                self._read += len(lines)
                return {line.split()[0] for line in lines[:-1]}
            time.sleep(0.01)
        raise Unmeasurable(f"nginx does not log what it answers in {self._log}")

    def _get(self, path: str) -> HTTPResponse:
        with contextlib.closing(HTTPConnection(HOST, self._ports[0])) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer

    def _free_ports(self, count: int) -> list[int]:
        with contextlib.ExitStack() as open_sockets:  # all at once, so that they differ
            ports = []
            for _ in range(count):
                listening = open_sockets.enter_context(socket.socket())
                listening.bind(("127.0.0.1", 0))
                ports.append(listening.getsockname()[1])
            return ports

    def _answers(self) -> bool:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection((HOST, self._ports[0]), 1):
                return True
            time.sleep(0.02)
        return False

    def _stop(self):
        self._process.terminate()
        self._process.wait()

    def _configuration(self) -> str:
        temporary = "\n".join(f"    {kind}_temp_path {self._work}/{kind};" for kind in TEMPORARY)
        servers = "\n".join(
            f"    server {{ {listen(port, ' ssl')} ssl_certificate {chain.shown}; ssl_certificate_key {chain.key}; }}"
            for port, chain in zip(self._ports[1:], self._chains)
        )
        return f"""\
daemon off;
pid {self._work}/nginx.pid;
events {{}}
http {{
    log_format status "$status $uri";
    access_log {self._log} status;
    sendfile on;
    ssl_protocols TLSv1.2 TLSv1.3;  # before 1.23.4, as in Debian 12, nginx leaves 1.3 out by itself
    root {self._published};
{temporary}
    server {{
        {listen(self._ports[0])}
        location {MARK} {{ return 204; }}
        location /unconditional/ {{
            alias {self._published}/;
            etag off;
            if_modified_since off;
            add_header Last-Modified "";
        }}
    }}
{servers}
}}
"""


def listen(port: int, how: str = "") -> str:
    """What lets nginx listen at every address of this name, so that nobody has to try a second one."""
    found = socket.getaddrinfo(HOST, port, type=socket.SOCK_STREAM)
    hosts = {f"[{address[0]}]" if family == socket.AF_INET6 else address[0] for family, _, _, _, address in found}
    return " ".join(f"listen {host}:{port}{how};" for host in sorted(hosts))
