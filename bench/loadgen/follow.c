#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "follower.h"

enum { EVENTS = 512, OPENED_PER_SECOND = 1000 };
static const uint64_t TEND_NS = 1000000u;
// How long the last replays and answers may take once nothing new is sent, and how long something too much is waited for.
static const uint64_t DRAIN_NS = 30000000000u, GRACE_NS = 500000000u;

typedef struct {
  following *f;
  uint64_t tended_at, next_bid_at;
  int bidding, input_ended;
} rounds;

/// Bids go round the rooms, and in each room round its members: nobody outbids oneself.
static void bid_when_due(rounds *r, uint64_t now) {
  following *f = r->f;
  const options *o = f->options;
  const uint64_t step = (uint64_t)(1e9 / o->rate), rooms = (uint64_t)o->room_count;
  for (; r->next_bid_at <= now; r->next_bid_at += step) {
    const uint64_t n = f->ledger.count, room = n % rooms, members = (uint64_t)o->sockets / rooms;
    const int bidder = (int)(room + rooms * (n / rooms % members));
    const uint64_t number = ledger_place(&f->ledger, bidder, (int)room, r->next_bid_at);
    if (f->followers[bidder].stage == PRESENT) ledger_send(&f->ledger, number, o, &f->sockets[bidder]);
  }
}

static void turn(rounds *r) {
  following *f = r->f;
  struct epoll_event ready[EVENTS];
  const int n = epoll_wait(f->epoll, ready, EVENTS, 1);
  for (int i = 0; i < n; i++) {
    const int index = ready[i].data.fd;
    if (index >= 0) {
      follower_read(f, index, now_ns());
      continue;
    }
    char input[64];
    if (read(STDIN_FILENO, input, sizeof input) > 0) continue;
    r->input_ended = 1;
    epoll_ctl(f->epoll, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
  }
  const uint64_t now = now_ns();
  if (r->bidding && f->options->rate > 0) bid_when_due(r, now);
  if (now - r->tended_at < TEND_NS) return;
  r->tended_at = now;
  for (int i = 0; i < f->options->sockets; i++) follower_tend(f, i, now);
}

/// Clients that are not in their room, or have not got all that others have got there.
static int behind(const following *f) {
  int count = 0;
  for (int i = 0; i < f->options->sockets; i++)
    count += f->followers[i].stage != PRESENT || f->sockets[i].last_seq != f->record.heads[f->sockets[i].room];
  return count;
}

static void print(const following *f, int incomplete) {
  const record *seen = &f->record;
  const ledger *bids = &f->ledger;
  printf("{\"delivered\":%lu,\"replayed\":%lu,\"lost\":%lu,\"doubled\":%lu,\"differing\":%lu,\"incomplete\":%d,", seen->delivered,
         seen->replayed, seen->missed, seen->doubled, seen->differing, incomplete);
  printf("\"returns\":%lu,\"told\":%lu,\"cut\":%lu,\"unasked\":%lu,\"closeCode\":%d,\"failed\":%lu,\"unrecovered\":%lu,\"back\":{",
         f->back.total, f->told, f->cut, f->lost, f->first_code, f->failed, f->unrecovered);
  histogram_print(&f->back);
  printf("},\"bids\":%lu,\"accepted\":%lu,\"sentAgain\":%lu,\"unanswered\":%lu,\"answeredTwice\":%lu,\"strange\":%lu,\"answer\":{",
         bids->count, bids->accepted, bids->sent_again, ledger_open(bids), bids->doubled, bids->strange);
  histogram_print(&bids->latency);
  printf("},");
  tally_print(&bids->codes);
  printf(",");
  usage_print(&f->options->watched);
  printf(",\"heads\":[");
  for (int i = 0; i < f->options->room_count; i++) printf("%s%lu", i > 0 ? "," : "", seen->heads[i]);
  printf("]}\n");
}

/// Clients that stay in their rooms whatever happens to their connections: says when all are there, then bids (and cuts)
/// until its input ends.
int follow_run(options *o) {
  static following f;
  if (o->token_count < o->sockets || o->sockets < o->room_count) {
    fprintf(stderr, "loadgen: follow needs a token for each socket and a socket for each room\n");
    return 2;
  }
  rounds r = {.f = &f};
  following_make(&f, o, now_ns(), 1000000000u / OPENED_PER_SECOND);
  struct epoll_event input = {.events = EPOLLIN, .data.fd = -1};
  epoll_ctl(f.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  while (behind(&f) > 0 && !r.input_ended && f.failed == 0) turn(&r);
  if (r.input_ended || f.failed > 0) {
    fprintf(stderr, "loadgen: not all clients came into their rooms: %s\n", f.first_refusal);
    return 1;
  }
  printf("{\"ready\":%d}\n", o->sockets);
  fflush(stdout);
  usage_start(&o->watched);
  r.bidding = 1;
  r.next_bid_at = now_ns();
  following_cut(&f, now_ns());
  while (!r.input_ended) turn(&r);
  r.bidding = 0;
  following_spare(&f);
  for (const uint64_t end = now_ns() + DRAIN_NS; now_ns() < end && (behind(&f) > 0 || ledger_open(&f.ledger) > 0);) turn(&r);
  for (const uint64_t end = now_ns() + GRACE_NS; now_ns() < end;) turn(&r);
  print(&f, behind(&f));
  if (f.ledger.acknowledged != NULL) fclose(f.ledger.acknowledged);
  return 0;
}
