#pragma once
#include <stdint.h>

enum { USAGE_MAX = 16 };

/// Processor time of other processes over a span, so that a result shows who was saturated.
typedef struct {
  struct {
    char name[32];
    int pid;
    double start;
  } items[USAGE_MAX];
  int count;
  double own_start, machine_start;
  uint64_t started_ns;
} usage;

/// Adds `name=pid`. False when malformed.
int usage_watch(usage *u, const char *name_and_pid);
void usage_start(usage *u);
/// Prints `"cpu":{"loadgen":0.71,…}`: cores kept busy since `usage_start`.
void usage_print(const usage *u);
/// Prints `"NAME":{"loadgen":0.71,…}`: processor seconds since `usage_start`.
void usage_print_seconds(const usage *u, const char *name);
