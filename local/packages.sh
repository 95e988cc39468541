# shellcheck shell=bash
# What the distribution must provide, and how it is installed without leaving services behind. Sourced by ./handsup.

build_packages=(libhiredis-dev libpq-dev libuv1-dev libmicrohttpd-dev libwslay-dev libsodium-dev libssl-dev
    libcurl4-openssl-dev libcrack2-dev libunistring-dev libvips-dev pkg-config)
run_packages=(postgresql redis-server nginx cracklib-runtime)
test_packages=(python3-venv chromium-headless-shell shellcheck)
bench_packages=(wrk libnginx-mod-nchan gcc libc6-dev)

need_swift() {
    [[ -n ${HANDSUP_BIN:-} ]] && return
    command -v swift >/dev/null || die "Swift is not installed: get 6.1 or later from https://www.swift.org/install and put its bin folder on PATH."
}

missing_packages() {
    local name
    for name; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || printf '%s\n' "$name"
    done
}

# install_packages REASON PACKAGE…
install_packages() {
    install_missing "$@"
    make_dictionary
}

# The dictionary of common passwords is not in its package: the package makes it while it is set up, from the word
# lists it finds. An image that was cleaned of caches has the one without the other.
make_dictionary() {
    local dictionary=/var/cache/cracklib/cracklib_dict
    if [[ -s $dictionary.pwd && -s $dictionary.pwi && -s $dictionary.hwm ]]; then return; fi
    command -v update-cracklib >/dev/null || return 0 # not a Debian-like system
    say "Making the dictionary of common passwords …"
    as_root mkdir -p "${dictionary%/*}"
    as_root rm -f "$dictionary.pwd" # with it update-cracklib would take a part for the whole
    as_root update-cracklib >/dev/null || die "update-cracklib could not make $dictionary; its messages are above."
}

install_missing() {
    local reason=$1 missing policy=/usr/sbin/policy-rc.d made_policy=no had_cluster=no
    shift
    command -v dpkg-query >/dev/null || { say "Not a Debian-like system: expecting $* to be there."; return 0; }
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    say "Installing from the distribution, $reason: ${missing[*]}"
    is_root || command -v sudo >/dev/null || die "Installing needs root: run 'apt-get install ${missing[*]}' as root first."
    # The packages would start services of their own and make a PostgreSQL cluster; neither is wanted here.
    if [[ ! -e $policy ]]; then
        made_policy=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod 755 "$policy"
    fi
    compgen -G '/etc/postgresql/*/main' >/dev/null && had_cluster=yes
    local apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300) status=0
    "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || status=$?
    [[ $made_policy == no ]] || as_root rm -f "$policy"
    ((status == 0)) || die "apt-get could not install ${missing[*]}; its messages are above."
    # Nor should they start with the machine.
    local name version
    for name in "${missing[@]}"; do
        if [[ " ${run_packages[*]} " == *" $name "* ]] && command -v systemctl >/dev/null; then
            as_root systemctl disable --quiet "$name" 2>/dev/null || true
        fi
    done
    if [[ $had_cluster == no ]]; then
        for version in /etc/postgresql/*/main; do
            [[ ! -d $version ]] || as_root pg_dropcluster --stop "$(basename "$(dirname "$version")")" main
        done
    fi
}
