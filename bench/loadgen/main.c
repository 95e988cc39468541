#include <stdio.h>
#include <string.h>

#include "verbs.h"

int main(int count, char **arguments) {
  static const struct {
    const char *name;
    int (*run)(options *);
  } verbs[] = {{"fanout", fanout_run}, {"bids", bids_run}, {"hold", hold_run},
               {"presence", presence_run}, {"notify", notify_run}, {"follow", follow_run}};
  static options o;
  for (size_t i = 0; count > 1 && i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(arguments[1], verbs[i].name) != 0) continue;
    options_read(&o, count - 1, arguments + 1);
    return verbs[i].run(&o);
  }
  const int asked = count > 1 && strcmp(arguments[1], "--help") == 0;
  fputs(options_help, asked ? stdout : stderr);
  return asked ? 0 : 2;
}
