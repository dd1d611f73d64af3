#!/bin/sh
# The browser tests drive Debian's chromium: install it where that is allowed, else say plainly what is left out.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1
fi
command -v chromium >/dev/null 2>&1 || echo "Left out: the browser tests. They need 'chromium' (Debian: apt-get install chromium)."
exit 0
