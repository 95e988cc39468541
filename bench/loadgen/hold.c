#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fleet.h"

static void ignore_text(websocket *w, const char *text, size_t length, void *context) {
  (void)w, (void)text, (void)length, (void)context;
}

/// Opens as many sockets as each line of input says, and keeps them idle (pings are answered) until the input ends.
int hold_run(options *o) {
  static fleet f;
  fleet_make(&f, o->sockets);
  struct epoll_event input = {.events = EPOLLIN};
  epoll_ctl(f.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  for (;;) {
    struct epoll_event ready[256];
    const int n = epoll_wait(f.epoll, ready, 256, -1);
    for (int i = 0; i < n; i++) {
      if (ready[i].data.ptr != NULL) {
        websocket_read(ready[i].data.ptr, MSG_DONTWAIT, ignore_text, NULL);
        continue;
      }
      char line[32];
      const ssize_t length = read(STDIN_FILENO, line, sizeof line - 1);
      if (length <= 0) return 0;
      line[length] = 0;
      fleet_open(&f, o, atoi(line));
      int code = 0;
      printf("{\"open\":%d,\"closed\":%d}\n", f.count, fleet_closed(&f, &code));
      fflush(stdout);
    }
  }
}
