"""Static files with their hash in the name, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Imports between JavaScript modules are rewritten to the hashed names as well."""

    support_js_module_import_aggregation = True
