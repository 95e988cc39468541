#include "usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"

int usage_watch(usage *u, const char *name_and_pid) {
  const char *equals = strchr(name_and_pid, '=');
  if (equals == NULL || u->count == USAGE_MAX) return 0;
  snprintf(u->items[u->count].name, sizeof u->items[0].name, "%.*s", (int)(equals - name_and_pid), name_and_pid);
  u->items[u->count].pid = atoi(equals + 1);
  return u->items[u->count++].pid > 0;
}

static double seconds_of(int pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  const size_t n = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[n] = 0;
  // The command's name may hold blanks: the fields are counted from its closing bracket.
  const char *rest = strrchr(text, ')');
  unsigned long user = 0, system = 0;
  if (rest == NULL || sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
    return 0;
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/// All processors' busy time, whoever used it.
static double machine_seconds(void) {
  unsigned long user = 0, nice = 0, system = 0, irq = 0, softirq = 0;
  FILE *file = fopen("/proc/stat", "r");
  if (file == NULL) return 0;
  const int n = fscanf(file, "cpu %lu %lu %lu %*u %*u %lu %lu", &user, &nice, &system, &irq, &softirq);
  fclose(file);
  return n == 5 ? (double)(user + nice + system + irq + softirq) / (double)sysconf(_SC_CLK_TCK) : 0;
}

static double own_seconds(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

void usage_start(usage *u) {
  u->started_ns = now_ns();
  u->own_start = own_seconds();
  u->machine_start = machine_seconds();
  for (int i = 0; i < u->count; i++) u->items[i].start = seconds_of(u->items[i].pid);
}

static void print(const usage *u, const char *name, double span) {
  printf("\"%s\":{\"machine\":%.2f,\"loadgen\":%.2f", name, (machine_seconds() - u->machine_start) / span,
         (own_seconds() - u->own_start) / span);
  for (int i = 0; i < u->count; i++)
    printf(",\"%s\":%.2f", u->items[i].name, (seconds_of(u->items[i].pid) - u->items[i].start) / span);
  printf("}");
}

void usage_print(const usage *u) { print(u, "cpu", (double)(now_ns() - u->started_ns) / 1e9); }
void usage_print_seconds(const usage *u, const char *name) { print(u, name, 1); }
