#!/bin/sh
# Ceph's RGW with one monitor and one OSD in memory, on ports 7480, 3399 and 6799, until their processes are ended.
# Needs ceph-mon, ceph-osd, radosgw, uuidgen; DIR: a folder that is empty or new
set -e
dir=${1:?usage: ceph.sh DIR}
mkdir -p "$dir" && cd "$dir" && dir=$(pwd)
mkdir mon osd run
fsid=$(uuidgen) osd=$(uuidgen)
cat >ceph.conf <<END
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:3399,v1:127.0.0.1:6799]
mon data = $dir/mon
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 3221225472
osd max object name len = 256
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
keyring = $dir/keyring
run dir = $dir/run
log file = $dir/\$name.log
admin socket = $dir/run/\$name.asok
pid file = $dir/run/\$name.pid
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:7480
END
ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
ceph-authtool keyring --gen-key -n client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx'
ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
monmaptool --create --addv a '[v2:127.0.0.1:3399,v1:127.0.0.1:6799]' --fsid "$fsid" monmap
ceph-mon -c ceph.conf -i a --mkfs --monmap monmap --keyring keyring
ceph-mon -c ceph.conf -i a
# without the same id below the OSD never comes up, and RGW waits for it
ceph -c ceph.conf osd new "$osd" 0
ceph-osd -c ceph.conf -i 0 --mkfs --osd-uuid "$osd"
ceph-osd -c ceph.conf -i 0
radosgw -c ceph.conf -n client.rgw
radosgw-admin -c ceph.conf user create --uid=weightgate --display-name=weightgate --access-key=KEY --secret-key=SECRET
echo "Make a bucket with any client, then set WEIGHTGATE_S3_ENDPOINT=http://127.0.0.1:7480 WEIGHTGATE_S3_BUCKET=...
WEIGHTGATE_S3_ACCESS_KEY=KEY WEIGHTGATE_S3_SECRET_KEY=SECRET. To end it: kill \$(cat '$dir'/run/*.pid)"
