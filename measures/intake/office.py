"""Older office formats → docx or xlsx, by LibreOffice: bounded, in a profile of its own, and without the network."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from measures.intake.processes import run
from measures.parsing import DocumentError
from measures.parsing.extract import Format

# No macros, no links followed (a linked picture would be fetched), no proxy that leads anywhere.
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    *(("/org.openoffice.Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("/org.openoffice.Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)


def program() -> str | None:
    """Where LibreOffice is, if anywhere."""
    return shutil.which(settings.OFFICE_PROGRAM)


def convert(data: bytes, form: Format, to: Format) -> bytes:
    """The document saved as `to`.

    Raises DocumentError `needs_office` where LibreOffice is not installed, `damaged` where it cannot open the file,
    `too_slow`, `stopped`.
    """
    office = program()
    if office is None:
        raise DocumentError("needs_office", detail=form.value)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="office-", dir=settings.VAR_DIR, ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        _write_profile(place)
        source, target = place / f"document.{form}", place / "out" / f"document.{to}"
        source.write_bytes(data)
        run(_command(office, place, source, to), HOME=folder)
        if not target.exists():  # LibreOffice reports what it cannot open, and ends as if all were well
            raise DocumentError("damaged", detail=form.value)
        return target.read_bytes()


def _command(office: str, place: Path, source: Path, to: Format) -> list[str]:
    return [
        office,
        f"-env:UserInstallation={(place / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", to, "--outdir", str(place / "out"), str(source)),
    ]


def _write_profile(place: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = place / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )
