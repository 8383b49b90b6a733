"""Identifiers of CommerceML: mostly GUIDs, yet also pairs of them, running numbers and names."""

import re
import uuid

from optics_crm.core.sync.values import guid_of

SPACE = uuid.UUID("6f1f2a52-3a5e-5c62-9f6a-6b8a0d0f1c31")
LIMIT = 200
# the buyer of a shop who has no account: everybody's orders bear this key
NOBODY = re.compile(r"(?:^|#|/)0(?:[#/]|$)")


def guid_for(kind: str, source: str, ident: str) -> uuid.UUID:
    """The key of an object: its own GUID, else one that is always made alike from its book and its identifier."""
    return guid_of(ident) or uuid.uuid5(SPACE, f"{kind}:{source}:{ident}")


def is_nobody(ident: str) -> bool:
    """Whether the key of a buyer is not the key of one person."""
    return not ident or (guid_of(ident) is None and NOBODY.search(ident) is not None)


def good_of(ident: str) -> str:
    """The good of an offer: `good#characteristic` is one of its variants."""
    return ident.partition("#")[0]
