# escape=\
FROM busybox
WORKDIR /job
RUN <<EOF
set -e
mkdir -p in out
echo ready > state
EOF
COPY <<SETTINGS /etc/job.conf
level=info
home=$HOME
SETTINGS
RUN cat /etc/job.conf
RUN cat <<REPORT > header.txt
Report of the job
REPORT
RUN trap 'rm -f lock' EXIT; touch lock; sh ./run.sh
RUN touch in/a in/b
RUN ln in/a out/a
RUN sh -c 'echo $0' && printf '%s\n' "two  blanks" 'a "quoted" word'
LABEL org.example.job="report"
ONBUILD RUN ./check.sh
STOPSIGNAL SIGINT
# The end.
