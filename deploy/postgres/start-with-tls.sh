#!/bin/sh
# PostgreSQL wants its key readable by itself alone; a mounted file belongs to whoever made it.
set -eu
install -d -o postgres -g postgres -m 0700 /run/postgresql-tls
install -o postgres -g postgres -m 0600 /certificates/postgres.key /run/postgresql-tls/server.key
install -o postgres -g postgres -m 0644 /certificates/postgres.pem /run/postgresql-tls/server.pem
exec docker-entrypoint.sh postgres \
  -c ssl=on -c ssl_cert_file=/run/postgresql-tls/server.pem -c ssl_key_file=/run/postgresql-tls/server.key \
  -c ssl_min_protocol_version=TLSv1.3 -c password_encryption=scram-sha-256 \
  -c shared_buffers="${POSTGRES_SHARED_BUFFERS:-1GB}"
