#include "ledger.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "increment.h"
#include "json_scan.h"

struct placed {
  uint64_t due, amount, next;  // `next`: of the same bidder
  int room, bidder, times_sent, answers;
};

void ledger_make(ledger *l, const options *o) {
  memset(l, 0, sizeof *l);
  l->first = calloc((size_t)o->sockets, sizeof *l->first);
  l->last = calloc((size_t)o->sockets, sizeof *l->last);
  for (int i = 0; i < o->room_count; i++) l->next_amount[i] = o->start_price;
  if (l->first == NULL || l->last == NULL || getrandom(&l->nonce, sizeof l->nonce, 0) != sizeof l->nonce) abort();
  if (o->acknowledged_path == NULL) return;
  l->acknowledged = fopen(o->acknowledged_path, "w");
  if (l->acknowledged == NULL) {
    fprintf(stderr, "loadgen: cannot write %s: %s\n", o->acknowledged_path, strerror(errno));
    exit(2);
  }
}

uint64_t ledger_place(ledger *l, int bidder, int room, uint64_t due) {
  const uint64_t number = ++l->count;
  if (number >= l->capacity) {
    l->capacity = 2 * number + 1024;
    l->bids = realloc(l->bids, l->capacity * sizeof *l->bids);
    if (l->bids == NULL) abort();
  }
  const uint64_t amount = l->next_amount[room];
  l->next_amount[room] += increment(amount);
  l->bids[number] = (placed){.due = due, .amount = amount, .room = room, .bidder = bidder};
  if (l->first[bidder] == 0) l->first[bidder] = number;
  else l->bids[l->last[bidder]].next = number;
  l->last[bidder] = number;
  return number;
}

void ledger_send(ledger *l, uint64_t number, const options *o, websocket *w) {
  placed *bid = &l->bids[number];
  char text[200];
  const int n = snprintf(text, sizeof text,
                         "{\"type\":\"bid\",\"id\":\"%08" PRIx32 "-0000-4000-8000-%012" PRIx64 "\",\"auction\":%" PRIu64
                         ",\"amount\":%" PRIu64 "}",
                         l->nonce, number, o->rooms[bid->room], bid->amount);
  // One that does not go out is sent again on the next socket.
  if (!websocket_send(w, text, (size_t)n)) return;
  l->sent++;
  l->sent_again += bid->times_sent++ > 0;
}

void ledger_send_open(ledger *l, int bidder, const options *o, websocket *w) {
  uint64_t *first = &l->first[bidder];
  while (*first != 0 && l->bids[*first].answers > 0) *first = l->bids[*first].next;
  for (uint64_t number = *first; number != 0; number = l->bids[number].next)
    if (l->bids[number].answers == 0) ledger_send(l, number, o, w);
}

void ledger_answer(ledger *l, int bidder, const options *o, const char *text, size_t length, uint64_t now) {
  const char *id = scan_after(text, length, "\"id\":\"");
  char head[9] = {0}, tail[13] = {0};
  if (id != NULL && text + length - id >= 36) {
    memcpy(head, id, 8);
    memcpy(tail, id + 24, 12);
  }
  const uint64_t number = strtoull(tail, NULL, 16);
  if (strtoull(head, NULL, 16) != l->nonce || number == 0 || number > l->count || l->bids[number].bidder != bidder) {
    l->strange++;
    return;
  }
  placed *bid = &l->bids[number];
  if (bid->answers++ > 0) {
    l->doubled++;
    return;
  }
  l->answered++;
  histogram_add(&l->latency, now - bid->due);
  const uint64_t minimum = scan_field(text, length, "\"minimum\":");
  if (minimum > l->next_amount[bid->room]) l->next_amount[bid->room] = minimum;
  if (scan_after(text, length, "\"ok\":true") == NULL) {
    tally_add(&l->codes, text, length);
    return;
  }
  l->accepted++;
  if (l->acknowledged != NULL)
    fprintf(l->acknowledged, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %d\n", o->rooms[bid->room],
            scan_field(text, length, "\"seq\":"), bid->amount, bidder);
}
