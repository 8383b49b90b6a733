"""Figures of this process's streams for /metrics."""

from prometheus_client import Counter, Gauge

from optics_crm.core.metrics import PAGE

STREAMS = Gauge("optics_live_streams", "Live streams that this process holds open", registry=PAGE)
SENT = Counter("optics_live_sent", "Events written to live streams", ["kind"], registry=PAGE)
