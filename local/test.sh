# shellcheck shell=bash
# `./handsup test [PART…]`: what CI runs, the quickest to fail first. Sourced by ./handsup.

scratch=
report=
suites=() # of those below Tests/ that ask a running service
beside=   # the process of the one that runs beside the other

verb_test() {
    local part
    for part; do [[ " build lint swift system browser " == *" $part "* ]] || misuse "There is no test part '$part'."; done
    parts=("$@")
    [[ -z $sanitizer ]] || parts=(swift)
    need_swift
    install_packages "to build and test the service" \
        "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
    venv=$data/venv
    scratch=$(mktemp -d) && chmod 755 "$scratch" # PostgreSQL may run as another user and must get through
    trap test_cleanup EXIT
    trap 'exit 130' INT TERM HUP
    cd "$repository"

    # The same options for building and for running, so that running builds nothing again.
    flags=(-Xswiftc -warnings-as-errors)
    [[ -z $sanitizer ]] || flags+=("--sanitize=$sanitizer" --scratch-path ".build-$sanitizer")
    if wants lint; then step "Lint" lint; fi
    if wants build || wants swift || [[ -z ${HANDSUP_BIN:-} && " ${parts[*]} " != ' lint ' ]]; then
        step "Build with warnings as errors" swift build --build-tests "${flags[@]}"
    fi
    if wants swift; then
        step "PostgreSQL and Redis to test with" test_servers
        # Eight at a time: started all at once they keep two cores from those that wait for a server's answer.
        export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
        step "Swift tests" swift test --skip-build --disable-xctest "${flags[@]}"
    fi
    if wants system || wants browser; then
        step "Python packages" python_environment
        suites=()
        for part in system browser; do
            wants "$part" || continue
            suites+=("$part")
            step "A service with sample data for the $part tests" test_service "$part"
        done
        if ((${#suites[@]} == 2)); then
            step "System and browser tests" side_by_side
        else
            step "${suites[0]^} tests" suite "${suites[0]}"
        fi
        step "Stop" stop_services
    fi
    printf '\nAll passed in %d s:\n%s' "$SECONDS" "$report"
}

wants() { [[ ${#parts[@]} -eq 0 || " ${parts[*]} " == *" $1 "* ]]; }

step() { # TITLE COMMAND…
    local title=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$title"
    "$@" || test_failed "$title" $((SECONDS - began))
    report+=$(printf '%5d s  %s' $((SECONDS - began)) "$title")$'\n'
}

test_failed() {
    local log
    for log in "$scratch"/{system,browser}/logs/*.log; do
        if [[ -s $log ]]; then printf '\n-- the end of %s\n' "${log#"$scratch/"}" && tail -n 5 "$log"; fi
    done
    die "$1 failed after $2 s."
}

test_cleanup() {
    [[ -z $beside ]] || kill "$beside" 2>/dev/null || true
    stop_services >/dev/null || true
    stop_all
    rm -rf "$scratch"
}

lint() {
    local scripts
    mapfile -t scripts < <(grep -rlE '^#!.*\b(ba)?sh$' handsup .ci bench Tests)
    swift format lint --strict --recursive Sources Tests Package.swift \
        && shellcheck -x "${scripts[@]}" \
        && python3 -m compileall -q Tests bench
}

# Thrown away with their folder. A test may ask for databases of its own, or start servers that it then kills.
test_servers() {
    use_data "$scratch/servers"
    make_data
    choose_port postgres && choose_port redis
    use_postgres
    make_cluster
    start postgres && start redis
    await postgres postgres_ready
    await redis redis_ready
    local account
    account="user=postgres password=$(<"$data/secrets/postgres-password")"
    export HANDSUP_TEST_POSTGRES="host=127.0.0.1 port=$(port_of postgres) dbname=postgres $account"
    export HANDSUP_TEST_REDIS="redis://127.0.0.1:$(port_of redis)"
    export HANDSUP_TEST_PG_BIN=$postgres_bin HANDSUP_TEST_REDIS_SERVER
    HANDSUP_TEST_REDIS_SERVER=$(command -v redis-server)
    cd "$repository" # a new cluster is made from the root folder, which every user may enter
}

# Two of each process, so that the tests see what one alone would hide; limits out of the way. Tests of these, and of
# short times, start processes of their own.
test_service() { # SUITE
    local users service=$scratch/$1 tokens
    until port=$((20000 + SRANDOM % 12000)) && port_free "$port"; do :; done
    HANDSUP_BIN=${HANDSUP_BIN:-$repository/.build/debug} HANDSUP_TEXTS_PER_ADDRESS=1000 \
        HANDSUP_RATE_API=100000r/s HANDSUP_RATE_ACCOUNTS=100000r/s HANDSUP_RATE_REALTIME=100000r/s \
        HANDSUP_BIDS_PER_SECOND=1000000 HANDSUP_CHATS_PER_SECOND=1000000 HANDSUP_JOINS_PER_SECOND=1000000 \
        HANDSUP_SOCKETS_PER_PERSON=1000000 HANDSUP_RECONNECT_SECONDS=4 \
        "$self" up --detach --data "$service" --port "$port" --api 2 --gateways 2 || return
    "$self" demo --data "$service" || return
    mapfile -t users < <(printf 'demo%d\n' {1..50})
    tokens=$("$self" token "${users[@]}" --data "$service" | tr '\n' ' ') || return
    printf 'export %s=%q\n' HANDSUP_TOKENS "$tokens" HANDSUP_URL "http://127.0.0.1:$port" HANDSUP_DATA "$service" >"$scratch/$1.env"
}

suite() { (become_suite "$1"); } # SUITE: its tests
become_suite() {
    # shellcheck source=/dev/null
    source "$scratch/$1.env"
    PYTHONPATH=Tests exec "$venv/bin/pytest" -q --durations=10 -p server_warnings "Tests/${1^}"
}

# They mostly wait, so that both take little longer than one. Each has a service of its own, for tests of both stop
# processes and count what there is; the second's output comes when the first is through.
side_by_side() {
    local failed=0
    become_suite browser >"$scratch/browser.out" 2>&1 &
    beside=$!
    suite system || failed=$?
    wait "$beside" || failed=$?
    beside=
    printf '\n-- browser tests\n' && cat "$scratch/browser.out"
    return "$failed"
}

stop_services() {
    local part
    for part in "${suites[@]}"; do "$self" down --data "$scratch/$part" || return; done
}

python_environment() {
    local packages=('pytest>=8,<10' 'websockets>=15,<18' 'playwright>=1.48,<2' 'schemathesis>=4,<5'
        'pillow>=11,<14' 'moto[server]>=5,<6' 'axe-playwright-python>=0.1.4,<1')
    [[ $(cat "$venv/packages" 2>/dev/null) != "${packages[*]}" ]] || return 0
    # The distribution's own, whatever else is first on PATH: it is the one that python3-venv belongs to.
    "$(command -v /usr/bin/python3 python3 | head -n 1)" -m venv --clear "$venv" \
        && "$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" \
        && echo "${packages[*]}" >"$venv/packages"
}
