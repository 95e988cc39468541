#pragma once
#include <stdio.h>

#include "histogram.h"
#include "options.h"
#include "tally.h"
#include "websocket.h"

typedef struct placed placed;

/// Every bid of a run until its answer, across connections: one that has none is sent again under its id.
typedef struct {
  placed *bids;       // by number, from 1
  uint64_t *first, *last;  // by bidder: the numbers of the bids that may be open
  uint64_t count, capacity;
  uint64_t next_amount[ROOMS_MAX];
  uint32_t nonce;     // makes request ids of this run its own
  uint64_t sent, sent_again, answered, accepted;
  uint64_t doubled, strange;  // answers too many, answers to what this client did not ask: 0 in a sound run
  tally codes;
  histogram latency;  // from when a bid was due to its answer
  FILE *acknowledged; // a line for each accepted bid: auction, seq, amount, bidder's number
} ledger;

void ledger_make(ledger *, const options *);
/// A new bid, not sent yet, above all others of its room.
uint64_t ledger_place(ledger *, int bidder, int room, uint64_t due);
void ledger_send(ledger *, uint64_t number, const options *, websocket *);
/// Sends all bids of the bidder that have no answer.
void ledger_send_open(ledger *, int bidder, const options *, websocket *);
/// A reply whose id this ledger made.
void ledger_answer(ledger *, int bidder, const options *, const char *text, size_t length, uint64_t now);
static inline uint64_t ledger_open(const ledger *l) { return l->count - l->answered; }
