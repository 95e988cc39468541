#include "tally.h"

#include <stdio.h>
#include <string.h>

#include "json_scan.h"

void tally_add(tally *t, const char *text, size_t length) {
  const char *code = scan_after(text, length, "\"code\":\"");
  const char *end = code == NULL ? NULL : memchr(code, '"', (size_t)(text + length - code));
  char name[sizeof t->items[0].code];
  snprintf(name, sizeof name, "%.*s", end == NULL ? 0 : (int)(end - code), code ? code : "");
  for (int i = 0; i < TALLY_MAX; i++) {
    if (t->items[i].count == 0) strcpy(t->items[i].code, name);
    if (strcmp(t->items[i].code, name) != 0) continue;
    t->items[i].count++;
    return;
  }
}

void tally_print(const tally *t) {
  printf("\"codes\":{");
  for (int i = 0; i < TALLY_MAX && t->items[i].count > 0; i++)
    printf("%s\"%s\":%lu", i > 0 ? "," : "", t->items[i].code, t->items[i].count);
  printf("}");
}
