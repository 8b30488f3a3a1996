# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM ruby:alpine

ENV BUNDLE_DEPLOYMENT=1 \
    BUNDLE_PATH=/usr/local/bundle

RUN --mount=type=cache,target=/etc/apk/cache,sharing=locked \
    apk add -U build-base git

WORKDIR /site
COPY Gemfile Gemfile.lock ./
RUN --mount=type=cache,target=/usr/local/bundle/cache,sharing=locked \
    bundle install
COPY . .
RUN bundle exec jekyll build

EXPOSE 4000
CMD ["bundle", "exec", "jekyll", "serve", "--host", "0.0.0.0"]
