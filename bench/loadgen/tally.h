#pragma once
#include <stddef.h>
#include <stdint.h>

enum { TALLY_MAX = 8 };

/// How often each `code` was the answer.
typedef struct {
  struct {
    char code[40];
    uint64_t count;
  } items[TALLY_MAX];
} tally;

/// Counts the code of a refusal; an answer without one counts as "".
void tally_add(tally *, const char *text, size_t length);
/// Prints `"codes":{"bid.tooLow":3,…}`.
void tally_print(const tally *);
