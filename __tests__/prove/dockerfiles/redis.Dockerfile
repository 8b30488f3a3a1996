FROM debian:bookworm-slim
# The user comes first, so that its number never changes.
RUN set -eux; \
	groupadd -r redis --gid=999; \
	useradd -r -g redis --uid=999 redis
ENV REDIS_VERSION=7.4.0
ENV REDIS_SHA=57b47c2c6682636d697dbf5d66d8d495b4e653afc9cd32b7adf9da3e433b8aaf
RUN set -eux; \
	savedAptMark="$(apt-mark showmanual)"; \
	apt-get update; \
	apt-get install -y --no-install-recommends ca-certificates gcc make wget; \
	rm -rf /var/lib/apt/lists/*; \
	wget -O redis.tar.gz "https://download.example.org/redis-$REDIS_VERSION.tar.gz"; \
	echo "$REDIS_SHA *redis.tar.gz" | sha256sum -c -; \
	mkdir -p /usr/src/redis; \
	tar -xzf redis.tar.gz -C /usr/src/redis --strip-components=1; \
	rm redis.tar.gz; \
	cd /usr/src/redis; \
	make -j "$(nproc)"; \
	make install; \
	cd /; \
	rm -r /usr/src/redis; \
	apt-mark auto '.*' > /dev/null; \
	[ -z "$savedAptMark" ] || apt-mark manual $savedAptMark > /dev/null; \
	# What is left must run.
	redis-cli --version
RUN mkdir /data && chown redis:redis /data
VOLUME /data
WORKDIR /data
COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["redis-server"]
