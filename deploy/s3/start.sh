#!/bin/sh
# One store with one identity, which may only touch the weights' bucket.
set -eu
umask 077
cat > /tmp/identities.json <<JSON
{"identities": [{"name": "portal",
  "credentials": [{"accessKey": "$WEIGHTGATE_S3_ACCESS_KEY", "secretKey": "$WEIGHTGATE_S3_SECRET_KEY"}],
  "actions": ["Read:$WEIGHTGATE_S3_BUCKET", "Write:$WEIGHTGATE_S3_BUCKET", "List:$WEIGHTGATE_S3_BUCKET", "Tagging:$WEIGHTGATE_S3_BUCKET"]}]}
JSON
(
  until echo "s3.bucket.create -name $WEIGHTGATE_S3_BUCKET" | weed shell -master=localhost:9333 >/dev/null 2>&1; do
    sleep 2
  done
) &
exec weed server -dir=/data -master.volumeSizeLimitMB=30000 -s3 -s3.port=8333 -s3.config=/tmp/identities.json
