#!/bin/sh
# Runs once, when the data folder is new: one database and one owner each for the portal and Keycloak.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres \
  --set portal="$WEIGHTGATE_DATABASE_PASSWORD" --set keycloak="$KEYCLOAK_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE weightgate LOGIN PASSWORD :'portal';
CREATE DATABASE weightgate OWNER weightgate;
CREATE ROLE keycloak LOGIN PASSWORD :'keycloak';
CREATE DATABASE keycloak OWNER keycloak;
REVOKE CONNECT ON DATABASE weightgate, keycloak FROM PUBLIC;
SQL
# TLS or nothing, whatever the client asks for
sed -i 's/^host\b/hostssl/' "$PGDATA/pg_hba.conf"
