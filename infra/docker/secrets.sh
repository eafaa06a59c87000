#!/bin/sh
# Writes the secrets of docker-compose.yml, once; they stay in .onedoor/secrets, which git does not see.
set -eu
folder="$(dirname "$0")/../../.onedoor/secrets"
mkdir -p "$folder" && chmod 700 "$folder"
umask 077
[ -s "$folder/master_key" ] || head -c 32 /dev/urandom | base64 > "$folder/master_key"
[ -s "$folder/postgres" ] || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$folder/postgres"
[ -s "$folder/database_url" ] || printf 'postgresql://postgres:%s@postgres:5432/postgres' "$(cat "$folder/postgres")" > "$folder/database_url"
echo "secrets are in .onedoor/secrets"
