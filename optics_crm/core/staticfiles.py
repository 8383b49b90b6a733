"""Static files with their hash in the name, so that browsers may keep them for ever."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Imports between JavaScript modules are rewritten to the hashed names as well."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """gzip alone: brotli takes minutes on a small machine and saves little on a chain's own network."""
        return Compressor(use_brotli=False, **kwargs)
