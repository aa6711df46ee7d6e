"""A real nginx on loopback with the configuration of docs/deploy/nginx.conf."""

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from typing_extensions import override

from tests.certificates import certify

NO_NGINX = "nginx is not installed, so docs/deploy/nginx.conf was NOT tried"
NAME = "books.example.org"
CONFIGURATION = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"

_MAIN = """
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/main.log;
events {{}}
http {{
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/luma.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """One that runs."""

    folder: Path
    http: int
    https: int

    @property
    def logs(self) -> str:
        """Everything that it has written so far."""
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    @property
    def access_log(self) -> str:
        return (self.folder / "luma.access.log").read_text(encoding="utf-8")

    def client(self, key: str | None = None, address: str = "127.0.0.1") -> httpx2.AsyncClient:
        """A client that finds the public name here, trusts the certificate, and calls from an address of loopback."""
        return httpx2.AsyncClient(
            base_url=f"https://{NAME}",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            transport=_Resolving(self, address),
            timeout=60,
        )


class _Resolving(httpx2.AsyncHTTPTransport):
    """Goes to nginx for every name, and says that name."""

    def __init__(self, nginx: Nginx, address: str) -> None:
        trust = ssl.create_default_context(cafile=str(nginx.folder / "certificate.pem"))
        super().__init__(verify=trust, local_address=address, trust_env=False)
        self._ports = {"http": nginx.http, "https": nginx.https}

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.extensions = {**request.extensions, "sni_hostname": NAME}
        request.url = request.url.copy_with(host="127.0.0.1", port=self._ports[request.url.scheme])
        return await super().handle_async_request(request)


@contextmanager
def running_nginx(folder: Path, upstream: int) -> Iterator[Nginx]:
    """Run nginx before a port of loopback until this is left."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(NO_NGINX)
    nginx = Nginx(folder, _free_port(), _free_port())
    certify(NAME, folder)
    (folder / "luma.conf").write_text(_adapted(nginx, upstream), encoding="utf-8")
    user = "root" if os.geteuid() == 0 else "nobody"
    (folder / "main.conf").write_text(_MAIN.format(user=user, folder=folder), encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "main.conf"), "-e", str(folder / "main.log")]
    subprocess.run(command, check=True)  # it goes into the background once it listens
    try:
        yield nginx
    finally:
        subprocess.run([*command, "-s", "stop"], check=True)


def _adapted(nginx: Nginx, upstream: int) -> str:
    """The configuration with ports, certificate, logs and upstream of this machine; all else as it is."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for pattern, replacement in (
        (r"listen 80;", f"listen 127.0.0.1:{nginx.http};"),
        (r"listen 443 ", f"listen 127.0.0.1:{nginx.https} "),
        (r"\n +listen \[::\]:(?:80|443)[^;]*;", ""),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{upstream};"),
        (r"/var/log/nginx/", f"{nginx.folder}/"),
        (r"/etc/letsencrypt/live/books\.example\.org/fullchain\.pem", f"{nginx.folder}/certificate.pem"),
        (r"/etc/letsencrypt/live/books\.example\.org/privkey\.pem", f"{nginx.folder}/key.pem"),
    ):
        text, found = re.subn(pattern, replacement, text)
        assert found, pattern
    return text


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port
