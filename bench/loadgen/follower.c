#include "follower.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "json_scan.h"

// Waits before the second attempt, doubled each time: full jitter below these.
static const uint64_t FIRST_WAIT_NS = 500000000u, LONGEST_WAIT_NS = 10000000000u;

typedef struct {
  following *f;
  int index;
  uint64_t now;
} reading;

static uint64_t below(uint64_t limit) {
  uint64_t bits;
  if (getrandom(&bits, sizeof bits, 0) != sizeof bits) abort();
  return limit == 0 ? 0 : bits % limit;
}

void following_make(following *f, options *o, uint64_t now, uint64_t step) {
  memset(f, 0, sizeof *f);
  f->options = o;
  f->sockets = calloc((size_t)o->sockets, sizeof *f->sockets);
  f->followers = calloc((size_t)o->sockets, sizeof *f->followers);
  f->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (f->sockets == NULL || f->followers == NULL || f->epoll < 0) abort();
  record_make(&f->record, o->room_count);
  ledger_make(&f->ledger, o);
  f->spoil_at = o->spoil == NULL ? 0 : 100;
  for (int i = 0; i < o->sockets; i++) {
    f->sockets[i].fd = -1;
    f->sockets[i].room = i % o->room_count;
    f->followers[i].come_at = now + step * (uint64_t)i;
  }
}

/// Evenly between now and twice the mean.
static uint64_t next_cut(const following *f, uint64_t now) {
  return f->cuts_on ? now + below((uint64_t)(2e9 * f->options->cut_every)) : 0;
}

void following_cut(following *f, uint64_t now) {
  f->cuts_on = f->options->cut_every > 0;
  for (int i = 0; i < f->options->sockets; i++) f->followers[i].cut_at = next_cut(f, now);
}

void following_spare(following *f) {
  f->cuts_on = 0;
  for (int i = 0; i < f->options->sockets; i++) f->followers[i].cut_at = 0;
}

/// The socket is gone, by whomever. The first new attempt is made at once, as by a browser whose network is back.
static void away(following *f, int index, uint64_t now) {
  follower *one = &f->followers[index];
  if (one->stage == PRESENT) {
    one->left_at = now;
    one->failures = 0;
    one->come_at = now;
  } else {
    uint64_t wait = FIRST_WAIT_NS << (one->failures < 5 ? one->failures : 5);
    one->come_at = now + below(wait < LONGEST_WAIT_NS ? wait : LONGEST_WAIT_NS);
    one->failures++;
  }
  one->stage = AWAY;
  one->leave_at = 0;
}

static void lose(following *f, int index, uint64_t now) {
  if (f->first_code == 0) f->first_code = f->sockets[index].close_code;
  if (f->followers[index].stage == PRESENT) f->lost++;
  else f->failed++;
  away(f, index, now);
}

static void say(following *f, int index, const char *what, const char *key, const char *value) {
  char text[1024];
  const int n = snprintf(text, sizeof text, "{\"type\":\"%s\",\"id\":\"%s-0000-4000-8000-%012x\",\"%s\":%s}", what,
                         *what == 'a' ? "aaaaaaaa" : "bbbbbbbb", index, key, value);
  websocket_send(&f->sockets[index], text, (size_t)n);  // where that fails the socket is about to be lost
}

static void sign_in(following *f, int index) {
  char token[800];
  snprintf(token, sizeof token, "\"%s\"", f->options->tokens[index]);
  f->followers[index].stage = SIGNING_IN;
  say(f, index, "auth", "token", token);
}

static void join(following *f, int index) {
  const websocket *w = &f->sockets[index];
  char room[80];
  int n = snprintf(room, sizeof room, "%lu", f->options->rooms[w->room]);
  if (f->followers[index].has_been) snprintf(room + n, sizeof room - (size_t)n, ",\"after\":%lu", w->last_seq);
  f->followers[index].stage = JOINING;
  say(f, index, "join", "auction", room);
}

static void come_in(following *f, int index, const char *text, size_t length, uint64_t now) {
  follower *one = &f->followers[index];
  websocket *w = &f->sockets[index];
  if (!one->has_been) {
    record_start(&f->record, w, record_position(text, length));
  } else if (scan_after(text, length, "\"recovered\":true") == NULL) {
    f->unrecovered++;
    record_start(&f->record, w, record_position(text, length));
  } else {
    record_replay(&f->record, w, text, length);
  }
  if (one->left_at > 0) histogram_add(&f->back, now - one->left_at);
  one->left_at = 0;
  one->failures = 0;
  one->has_been = 1;
  one->stage = PRESENT;
  ledger_send_open(&f->ledger, index, f->options, w);
}

/// Whether this is the one that a trial of the checks picks: what they must notice is made up here.
static int is_spoilt(following *f, const char *how, uint64_t number) {
  return f->spoil_at > 0 && strcmp(f->options->spoil, how) == 0 && number == f->spoil_at;
}

static void note_event(following *f, websocket *w, uint64_t seq, const char *text, size_t length) {
  const uint64_t number = f->record.delivered + 1;
  if (is_spoilt(f, "drop", number)) {
    f->spoil_at = 0;
    return;
  }
  record_event(&f->record, w, seq, text, length - (size_t)is_spoilt(f, "alter", number));
  if (is_spoilt(f, "double", number)) record_event(&f->record, w, seq, text, length);
}

static void note_reply(following *f, int index, const char *text, size_t length, uint64_t now) {
  const char *id = scan_after(text, length, "\"id\":\"");
  const int is_auth = id != NULL && strncmp(id, "aaaaaaaa-", 9) == 0, is_join = id != NULL && strncmp(id, "bbbbbbbb-", 9) == 0;
  if (!is_auth && !is_join) {
    if (is_spoilt(f, "mute", f->ledger.answered + 1)) f->spoil_at = 0;
    else ledger_answer(&f->ledger, index, f->options, text, length, now);
  } else if (scan_after(text, length < 120 ? length : 120, "\"ok\":true") == NULL) {
    if (f->failed == 0) snprintf(f->first_refusal, sizeof f->first_refusal, "%.*s", (int)length, text);
    f->followers[index].leave_at = now;  // tries again on a new socket
  } else if (is_auth) {
    join(f, index);
  } else {
    come_in(f, index, text, length, now);
  }
}

static void on_text(websocket *w, const char *text, size_t length, void *context) {
  const reading *r = context;
  following *f = r->f;
  uint64_t auction, seq;
  const size_t head = length < 40 ? length : 40;
  if (scan_after(text, head, "\"type\":\"event\"") != NULL && scan_event(text, length, &auction, &seq)) {
    note_event(f, w, seq, text, length);
  } else if (scan_after(text, head, "\"type\":\"reply\"") != NULL) {
    note_reply(f, r->index, text, length, r->now);
  } else if (scan_after(text, head, "\"type\":\"hello\"") != NULL) {
    sign_in(f, r->index);
  } else if (scan_after(text, head, "\"type\":\"reconnect\"") != NULL) {
    f->followers[r->index].leave_at = r->now + 1000000u * scan_field(text, length, "\"afterMs\":");
  }
}

void follower_read(following *f, int index, uint64_t now) {
  websocket *w = &f->sockets[index];
  reading r = {f, index, now};
  if (w->fd >= 0 && websocket_read(w, MSG_DONTWAIT, on_text, &r) < 0) lose(f, index, now);
}

static void come(following *f, int index, uint64_t now) {
  follower *one = &f->followers[index];
  const options *o = f->options;
  const address *to = &o->targets[(index + one->sockets++) % o->target_count];
  one->stage = OPENING;
  if (!websocket_begin(&f->sockets[index], to->host, to->port, 0, o->path, o->subprotocol)) {
    websocket_close(&f->sockets[index]);
    lose(f, index, now);
    return;
  }
  struct epoll_event event = {.events = EPOLLIN, .data.fd = index};
  epoll_ctl(f->epoll, EPOLL_CTL_ADD, f->sockets[index].fd, &event);
}

void follower_tend(following *f, int index, uint64_t now) {
  follower *one = &f->followers[index];
  if (one->stage == AWAY) {
    if (one->come_at <= now) come(f, index, now);
  } else if (one->cut_at > 0 && one->cut_at <= now) {
    one->cut_at = next_cut(f, now);
    f->cut++;
    websocket_cut(&f->sockets[index]);
    away(f, index, now);
  } else if (one->leave_at > 0 && one->leave_at <= now) {
    if (one->stage == PRESENT) f->told++;
    else f->failed++;
    websocket_leave(&f->sockets[index]);
    away(f, index, now);
  }
}
