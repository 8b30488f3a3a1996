FROM debian:bookworm
ARG VERSION=1.0
ARG GIT_COMMIT
ENV RELEASE=$VERSION
ENV NAME=tool-$RELEASE
LABEL org.opencontainers.image.revision=$GIT_COMMIT
LABEL vendor=example
LABEL vendor=example.org
RUN mkdir -p /opt/tool
RUN git clone https://example.org/tool /opt/tool/src
RUN curl -fsSLo /opt/tool/data.tgz https://example.org/$NAME.tgz
CMD ["/opt/tool/run"]
