#!/bin/sh
# A private authority and the database's certificate, into deploy/certificates. Refuses to replace what is there.
set -eu
cd "$(dirname "$0")"
[ ! -e certificates ] || { echo "deploy/certificates exists already; move it away first." >&2; exit 1; }
umask 077
mkdir certificates
cd certificates
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Weightgate private authority" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca.key -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=postgres" -keyout postgres.key -out postgres.csr
printf 'subjectAltName=DNS:postgres\nextendedKeyUsage=serverAuth\n' > postgres.ext
openssl x509 -req -in postgres.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -extfile postgres.ext -out postgres.pem
rm postgres.csr postgres.ext
chmod 644 ca.pem postgres.pem
echo "Made deploy/certificates. Keep ca.key somewhere safe and away from this machine."
