FROM python:3.12-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 DEBUG=0 STATIC_ROOT=/srv/static VAR_DIR=/data
RUN useradd --create-home --uid 10001 policyhub && install --directory --owner policyhub /data
WORKDIR /srv/policyhub
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY policyhub policyhub
COPY measures measures
RUN python -m compileall -q manage.py policyhub measures
RUN pybabel compile --domain django --directory measures/locale \
 && SECRET_KEY=only-for-collectstatic ALLOWED_HOSTS=localhost DATABASE_URL=sqlite:////tmp/none \
    VAR_DIR=/tmp python manage.py collectstatic --noinput
USER policyhub
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz')"]
CMD ["python", "-m", "policyhub.server"]
