# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM python:3.11

ENV PYTHONUNBUFFERED=1

WORKDIR /app
COPY requirements.txt ./
COPY vendor/ vendor/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --no-build-isolation -r requirements.txt
COPY . .

EXPOSE 8000
CMD ["python", "-m", "app"]
