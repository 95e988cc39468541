# shellcheck shell=bash
# nginx's configuration, from the templates in nginx/. Sourced by ./handsup.

servers_of() { # KIND: nginx's list of the processes of that kind
    local name
    for name in "${services[@]}"; do
        [[ $name != "$1"-* ]] || printf 'server 127.0.0.1:%s max_fails=0; ' "$(port_of "$name")"
    done
}

# Everyone here shares the address 127.0.0.1, so the limits per address are wide; docker-compose.yml has narrow ones.
# shellcheck disable=SC2034 # the templates' variables are read by their prefix
write_nginx() {
    local HANDSUP_LISTEN="listen 127.0.0.1:$port backlog=4096;" HANDSUP_TLS=off HANDSUP_WEB_DIR=$repository/web
    local HANDSUP_API_SERVERS HANDSUP_GATEWAY_SERVERS HANDSUP_NGINX_USER='' HANDSUP_NGINX_CONNECTIONS HANDSUP_REAL_IP=''
    local HANDSUP_NGINX_RUN=. HANDSUP_NGINX_TEMP=temp
    local HANDSUP_RATE_API=${HANDSUP_RATE_API:-2000r/s} HANDSUP_BURST_API=${HANDSUP_BURST_API:-4000}
    local HANDSUP_RATE_REALTIME=${HANDSUP_RATE_REALTIME:-1000r/s} HANDSUP_BURST_REALTIME=${HANDSUP_BURST_REALTIME:-4000}
    local HANDSUP_RATE_ACCOUNTS=${HANDSUP_RATE_ACCOUNTS:-1000r/s} HANDSUP_BURST_ACCOUNTS=${HANDSUP_BURST_ACCOUNTS:-4000}
    local HANDSUP_RATE_IMAGES=${HANDSUP_RATE_IMAGES:-1000r/s} HANDSUP_BURST_IMAGES=${HANDSUP_BURST_IMAGES:-4000}
    local HANDSUP_UPLOADS_PER_ADDRESS=${HANDSUP_UPLOADS_PER_ADDRESS:-1000} HANDSUP_IMAGE_SOURCES=${HANDSUP_IMAGE_SOURCES:-}
    local HANDSUP_SOCKETS_PER_ADDRESS=${HANDSUP_SOCKETS_PER_ADDRESS:-20000} HANDSUP_MAX_BODY=${HANDSUP_MAX_BODY:-11m}
    local HANDSUP_ACCESS_LOG=${HANDSUP_ACCESS_LOG:-off}
    HANDSUP_API_SERVERS=$(servers_of api) HANDSUP_GATEWAY_SERVERS=$(servers_of gateway)
    HANDSUP_NGINX_CONNECTIONS=$(($(ulimit -n) - 64))
    ! is_root || HANDSUP_NGINX_USER='user root;' # the web folder may be below root's home
    local file text name
    for file in nginx site; do
        text=$(<"$repository/nginx/$file.conf.template")
        for name in "${!HANDSUP_@}"; do text=${text//"\${$name}"/"${!name}"}; done
        printf '%s\n' "$text" >"$data/nginx/$file.conf"
    done
    nginx -t -q -e stderr -p "$data/nginx/" -c "$data/nginx/nginx.conf" || die "nginx refuses its configuration in $data/nginx."
}
