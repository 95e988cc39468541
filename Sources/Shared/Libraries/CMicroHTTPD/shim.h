#pragma once
#include <microhttpd.h>
#include <stdint.h>

// Variadic C functions are not imported by Swift; these fix their arguments.

struct handsup_http_options {
    MHD_AccessHandlerCallback access;
    void *(*target)(void *cls, const char *uri, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    void *cls;
    MHD_socket listening;
    size_t connection_memory;
    unsigned int timeout_seconds;
    unsigned int connection_limit;
};

static inline struct MHD_Daemon *handsup_http_start(const struct handsup_http_options *o) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE | MHD_USE_TURBO, 0, NULL, NULL,
        o->access, o->cls,
        MHD_OPTION_LISTEN_SOCKET, o->listening,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, o->connection_memory,
        MHD_OPTION_CONNECTION_TIMEOUT, o->timeout_seconds,
        MHD_OPTION_CONNECTION_LIMIT, o->connection_limit,
        MHD_OPTION_URI_LOG_CALLBACK, o->target, o->cls,
        MHD_OPTION_NOTIFY_COMPLETED, o->completed, o->cls,
        MHD_OPTION_END);
}

static inline int handsup_http_epoll(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

static inline enum MHD_Result handsup_http_release_upgraded(struct MHD_UpgradeResponseHandle *handle) {
    return MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
}
