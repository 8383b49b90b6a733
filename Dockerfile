# One image for web, workers, beat and the commands; compose says what each container runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data PATH=/app/.venv/bin:$PATH
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /data crm && install -d -o crm -m 0700 /data
COPY requirements.lock .
RUN python -m venv .venv && pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY . .
# Nothing is written at run time, so what a start would compile is compiled here
RUN python -m compileall -q optics_crm customers orders aftercare contactcenter
# Static files are part of the image: every web container serves the same hashed names
ENV STATIC_ROOT=/app/collected
RUN DEMO=1 DATA_DIR=/tmp/build python manage.py collectstatic --noinput -v 0 && rm -rf /tmp/build
USER crm
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "optics_crm.services.web"]
