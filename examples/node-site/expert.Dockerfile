# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM node:20

WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci
COPY . .
RUN npm run build

EXPOSE 8080
CMD ["node", "serve.js"]
