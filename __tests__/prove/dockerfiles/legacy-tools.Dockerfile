FROM ubuntu:22.04
ARG DEBIAN_FRONTEND=noninteractive
RUN cd /opt; ./prepare-licence; touch licence.done
RUN ./configure --prefix=/opt/tools || true
RUN wget -q https://example.org/tools.tar.gz && tar xzf tools.tar.gz -C /opt && rm tools.tar.gz
RUN service postgresql start && createdb tools
RUN psql --version
RUN (cd /opt/tools && make) && cd /opt/tools && make install
RUN git config --system user.name builder; git config --system user.email b@example.org
RUN test -x /opt/tools/bin/run && ! test -e /opt/tools/broken
RUN ["/opt/tools/bin/run", "--self-test"]
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -fsSL https://example.org/keys | gpg --dearmor > /etc/keys.gpg
RUN /opt/tools/bin/run --index &> /var/log/index.log
CMD /opt/tools/bin/run
