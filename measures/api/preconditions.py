"""Entity tags: what `If-Match` asks for before a write, and what `If-None-Match` spares a read (RFC 9110, 13.1).

A record's tag is its version, `"3"`, or the `ETag` with which it was read: `"3-<digest>"`, with `-gzip` where the
answer was compressed. Both name the same state of the record, since its version rises with every edit.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'
TAGS = re.compile(rf"\*|{TAG}(?:[ \t]*,[ \t]*{TAG})*")
IF_MATCH_PATTERN = r'^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$'  # as the OpenAPI document says it
RECORD = re.compile(r'"(\d{1,10})(?:-[0-9a-f]{24}(?:-gzip)?)?"')
READ = re.compile(r'(?:W/)?"(?:\d{1,10}-)?([0-9a-f]{24})(?:-gzip)?"')


def matches_version(if_match: str, version: int) -> bool:
    """Does `If-Match` name the version that the record has now? `*` names any; a weak tag, by HTTP's rule, none.

    Raises ValidationError for what is no list of entity tags.
    """
    if not TAGS.fullmatch(if_match):
        raise ValidationError({"If-Match": _('Say the version in quotes, such as "3", or the ETag that was read.')})
    return if_match == "*" or any(
        (found := RECORD.fullmatch(tag)) is not None and int(found[1]) == version for tag in tags(if_match)
    )


def matching_tag(if_none_match: str, digest: str) -> str:
    """The tag in `If-None-Match` that was given with an answer of this digest, "" if there is none.

    Tags are compared weakly (RFC 9110, 13.1.2).
    """
    read = ((tag, READ.fullmatch(tag)) for tag in tags(if_none_match))
    return next((tag for tag, found in read if found and found[1] == digest), "")


def tags(header: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(TAG, header))
