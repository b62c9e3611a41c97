"""The files that plans were read from, as they were uploaded."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from measures.exports.filenames import filename


def download(file: FieldFile, name: str) -> FileResponse:
    """The file as an attachment that no browser opens in the site's name. Raises Http404 where it is not kept."""
    if not file:
        raise Http404("The file is not kept.")
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is missing.") from error
    stem, _dot, extension = name.rpartition("/")[2].rpartition(".")
    shown = filename(stem, extension) if stem else filename(extension, "bin")
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(
        content, as_attachment=True, filename=shown, content_type="application/octet-stream", headers=headers
    )
