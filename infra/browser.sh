#!/bin/sh
# A Chromium with Chinese letters for the page tests: the one that is there, else the distribution's.
set -eu
for candidate in "${ONEDOOR_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  if [ -n "$candidate" ] && [ -x "$candidate" ]; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the page tests ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
  exit 0
fi
echo "The page tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk) or set ONEDOOR_CHROMIUM." >&2
exit 1
