"""The REST API's common ground: problems, pages, versions, resources. The resources live with their owners, each in the
`resources.py` of its app.

The settings name parts of this package, and rest_framework reads them while it is being imported: so nothing but the
problems is imported here.
"""

from optics_crm.core.api.problems import PROBLEM_TYPE, handle, problem, problem_response, request_id

__all__ = ["PROBLEM_TYPE", "handle", "problem", "problem_response", "request_id"]
