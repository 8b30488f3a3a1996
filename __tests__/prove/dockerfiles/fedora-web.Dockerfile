FROM fedora:40 AS web
RUN dnf install -y httpd mod_ssl
RUN dnf install -y php-fpm
RUN sed -i 's/^Listen 80$/Listen 8080/' /etc/httpd/conf/httpd.conf
COPY site /var/www/html
FROM web AS check
RUN httpd -t
FROM web
RUN --mount=type=bind,from=check,target=/check cp /check/etc/httpd/conf/httpd.conf /etc/httpd/conf/tested.conf
USER apache:apache
CMD ["httpd", "-DFOREGROUND"]
