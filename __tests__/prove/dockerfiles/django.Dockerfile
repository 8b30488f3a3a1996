FROM python:3.12-slim AS base
# Logs appear at once.
ENV PYTHONUNBUFFERED=1
ARG REVISION
WORKDIR /srv/app
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libpq-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt constraints.txt ./
RUN pip install -r requirements.txt
COPY --chown=www-data:www-data . .
RUN python manage.py collectstatic --noinput
RUN echo "$REVISION" > /etc/revision
USER www-data
RUN python -m compileall -q /srv/app
EXPOSE 8000
HEALTHCHECK CMD curl -f http://localhost:8000/
CMD ["gunicorn", "app.wsgi"]
