# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM node:20

RUN mkdir -p /var/lib/app && chown node:node /var/lib/app

WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev
COPY . .

USER node
EXPOSE 3000
CMD ["node", "server.js"]
