FROM node:20-bookworm
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY config /etc/api/
COPY templates /srv/templates/
RUN chmod 644 /etc/api/*.json
RUN apt-get update
RUN apt-get install -y graphicsmagick
RUN umask 077 && mkdir -p /var/lib/api && echo secret > /var/lib/api/key
RUN export BUILD=1 && npm run build
RUN if [ "$NODE_ENV" = production ]; then npm prune; fi
RUN for dir in cache logs; do mkdir -p "/var/lib/api/$dir"; done
WORKDIR dist
CMD ["node", "server.js"]
