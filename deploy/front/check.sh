#!/usr/bin/env bash
# Do nginx and HAProxy take these files? With a certificate made on the spot in the place of yours. Needs nginx, haproxy and
# openssl (Debian's packages).
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=relay.example.com \
    -keyout "$scratch/privkey.pem" -out "$scratch/fullchain.pem" 2>/dev/null
cat "$scratch"/{fullchain,privkey}.pem >"$scratch/relay.pem"
for file in nginx.conf haproxy.cfg; do
    sed "s:/etc/ssl/visemux:$scratch:; s:/var/log/nginx:$scratch:" "$here/$file" >"$scratch/$file"
done
temporary=$(printf "%s_temp_path $scratch/temp; " client_body proxy fastcgi uwsgi scgi)
cat >"$scratch/main.conf" <<CONF
pid $scratch/pid;
worker_rlimit_nofile 65536;
events { worker_connections 32768; }
http { $temporary include $scratch/nginx.conf; }
CONF
nginx -t -e stderr -c "$scratch/main.conf"
haproxy -c -f "$scratch/haproxy.cfg"
