"""A real server with the demonstration district, and a real browser that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "Demo-for-browsers-1"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium found: install Debian's chromium, or name it in CHROMIUM.")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the product, served as `make start` serves it, on a database of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "SECRET_KEY": "only for the browser's tests: 0123456789 abcdefghij",
        "AUDIT_KEY": "only for the browser's tests",
        "FIELD_KEY": "only for the browser's tests",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO_PASSWORD": PASSWORD,
        "PORT": str(port),
    }
    env.pop("DATABASE_URL", None)

    def manage(*words):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True)

    manage("migrate", "-v0")
    manage("collectstatic", "--noinput", "-v0")
    manage("seed_demo")
    process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env)
    address = f"http://127.0.0.1:{port}"
    try:
        for _second in range(60):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 our own server
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("The server did not answer within 30 seconds.")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or chromium()
        running = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield running
        running.close()


class Visitor:
    """A person at a browser; everything that goes wrong on a page is kept in ``complaints``."""

    password = PASSWORD

    def __init__(self, browser, server, *, width=1366, height=768, **options):
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-US", **options
        )
        self.page = self.context.new_page()
        self.server = server
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(f"{self.page.url}: {said.text}")
                if said.type in {"error", "warning"}
                else None
            ),
        )
        self.page.on("pageerror", lambda e: self.complaints.append(f"{self.page.url}: {e}"))

    def open(self, path: str):
        return self.page.goto(self.server + path if path.startswith("/") else path)

    def sign_in(self, login: str) -> None:
        self.open("/accounts/login/")
        self.page.fill("input[name=username]", login)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form button[type=submit]")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def menu(self) -> list[str]:
        links = self.page.eval_on_selector_all(
            "nav a[href]", "links => links.map(link => link.getAttribute('href'))"
        )
        return sorted({link for link in links if link.startswith("/") and "logout" not in link})

    def choose_english(self) -> None:
        self.page.get_by_role("button", name="English").click()
        self.page.wait_for_function("document.documentElement.lang === 'en'")

    def tab_to(self, selector: str) -> None:
        """Press Tab until the first element of the selector has the focus, as a person would."""
        wanted = self.page.locator(selector).first
        wanted.wait_for(timeout=5000)
        for _step in range(150):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{selector} cannot be reached with Tab on {self.page.url}")

    def details_and_forms(self, path: str) -> list[str]:
        """What a list leads to: its buttons, its first row, and that page's own buttons."""
        self.open(path)
        found = self.links(".page-head .acts a[href]")
        first = self.links("table td.cell-main a[href]")[:1]
        if first:
            self.open(first[0])
            found += [*first, *self.links("main .acts a[href]")]
        return found

    def links(self, selector: str) -> list[str]:
        """Addresses of pages that the selected links lead to; files are left out."""
        links = self.page.eval_on_selector_all(
            selector, "links => links.map(link => link.getAttribute('href'))"
        )
        return [link for link in links if link.startswith("/") and "/file/" not in link]

    def judge(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA, and whether the page scrolls sideways."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "axe.run({resultTypes: ['violations'],"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3)))"
        )
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            found.append(f"scrolls sideways by {wide} px")
        return [f"{self.page.url}: {line}" for line in found]


@pytest.fixture
def visitor(browser, server):
    made = []

    def make(**options):
        made.append(Visitor(browser, server, **options))
        return made[-1]

    yield make
    for person in made:
        person.context.close()
