#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char options_help[] =
    "loadgen fanout|bids|hold|presence|notify|follow [options]\n"
    "  --to HOST:PORT       the WebSocket server          --path PATH         %s stands for the room\n"
    "  --subprotocol NAME   default handsup.v1, '' none   --no-join           the path joins the room\n"
    "  --rooms ID,ID,…      auctions or channels          --sockets N\n"
    "  --tokens FILE        one access token a line       --watch NAME=PID    count its processor time\n"
    "  --warm-up S  --seconds S                           --window EVENTS     undelivered at most, a room\n"
    "fanout: --redis HOST:PORT | --nchan HOST:PORT | --chat, --rate EVENTS/S (0: closed loop), --batch BODIES, --bytes N\n"
    "bids:   --in-flight K, --start-price WON, --acknowledged FILE\n"
    "presence: --join-seconds S; a second --to is the server of those who only watch, one in each room\n"
    "follow: --rate BIDS/S, --cut-every S, --acknowledged FILE, --spoil drop|double|alter|mute; each further --to takes turns\n"
    "notify: reads an auction and the milliseconds since 1970 at which it starts from its input\n"
    "hold:   reads socket counts from its input and answers when that many are open and joined\n";

static void refuse(const char *what, const char *value) {
  fprintf(stderr, "loadgen: %s: %s\n", what, value);
  exit(2);
}

static void read_address(const char *text, const char **host, int *port) {
  const char *colon = strrchr(text, ':');
  if (colon == NULL || (*port = atoi(colon + 1)) <= 0) refuse("not HOST:PORT", text);
  *host = strndup(text, (size_t)(colon - text));
}

static void read_target(options *o, const char *text) {
  if (o->target_count == TARGETS_MAX) refuse("too many servers", text);
  address *target = &o->targets[o->target_count++];
  read_address(text, &target->host, &target->port);
  o->host = o->targets[0].host;
  o->port = o->targets[0].port;
}

static void read_rooms(options *o, char *list) {
  for (char *item = strtok(list, ","); item != NULL; item = strtok(NULL, ",")) {
    if (o->room_count == ROOMS_MAX) refuse("too many rooms", item);
    o->rooms[o->room_count++] = strtoull(item, NULL, 10);
  }
}

static void read_tokens(options *o, const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) refuse("cannot read", path);
  char *line = NULL;
  size_t capacity = 0;
  while (o->token_count < TOKENS_MAX && getline(&line, &capacity, file) > 0) {
    line[strcspn(line, "\r\n")] = 0;
    if (*line != 0) o->tokens[o->token_count++] = strdup(line);
  }
  free(line);
  fclose(file);
}

void options_read(options *o, int count, char **arguments) {
  *o = (options){.host = "127.0.0.1", .path = "/realtime", .subprotocol = "handsup.v1", .join = 1, .sockets = 1,
                 .source_host = "127.0.0.1", .batch = 1, .window = 64, .body_bytes = 200, .warm_up = 1,
                 .seconds = 5, .in_flight = 1, .start_price = 1000, .join_seconds = 5};
  static const struct option known[] = {
      {"to", 1, NULL, 't'},          {"path", 1, NULL, 'p'},      {"subprotocol", 1, NULL, 'u'},
      {"no-join", 0, NULL, 'j'},     {"rooms", 1, NULL, 'r'},     {"sockets", 1, NULL, 'n'},
      {"tokens", 1, NULL, 'k'},      {"watch", 1, NULL, 'w'},     {"warm-up", 1, NULL, 'm'},
      {"seconds", 1, NULL, 's'},     {"window", 1, NULL, 'W'},    {"redis", 1, NULL, 'R'},
      {"nchan", 1, NULL, 'N'},       {"chat", 0, NULL, 'C'},      {"rate", 1, NULL, 'e'},
      {"batch", 1, NULL, 'b'},       {"bytes", 1, NULL, 'y'},     {"in-flight", 1, NULL, 'i'},
      {"start-price", 1, NULL, 'P'}, {"acknowledged", 1, NULL, 'a'}, {"join-seconds", 1, NULL, 'J'},
      {"cut-every", 1, NULL, 'c'},   {"spoil", 1, NULL, 'S'},     {NULL, 0, NULL, 0}};
  for (int c; (c = getopt_long(count, arguments, "", known, NULL)) != -1;) {
    switch (c) {
      case 't': read_target(o, optarg); break;
      case 'p': o->path = optarg; break;
      case 'u': o->subprotocol = optarg; break;
      case 'j': o->join = 0; break;
      case 'r': read_rooms(o, optarg); break;
      case 'n': o->sockets = atoi(optarg); break;
      case 'k': read_tokens(o, optarg); break;
      case 'w': if (!usage_watch(&o->watched, optarg)) refuse("not NAME=PID", optarg); break;
      case 'm': o->warm_up = atof(optarg); break;
      case 's': o->seconds = atof(optarg); break;
      case 'W': o->window = atoi(optarg); break;
      case 'R': o->source = SOURCE_REDIS; read_address(optarg, &o->source_host, &o->source_port); break;
      case 'N': o->source = SOURCE_NCHAN; read_address(optarg, &o->source_host, &o->source_port); break;
      case 'C': o->source = SOURCE_CHAT; break;
      case 'e': o->rate = atof(optarg); break;
      case 'b': o->batch = atoi(optarg); break;
      case 'y': o->body_bytes = atoi(optarg); break;
      case 'i': o->in_flight = atoi(optarg); break;
      case 'P': o->start_price = strtoull(optarg, NULL, 10); break;
      case 'a': o->acknowledged_path = optarg; break;
      case 'J': o->join_seconds = atof(optarg); break;
      case 'c': o->cut_every = atof(optarg); break;
      case 'S': o->spoil = optarg; break;
      default: fputs(options_help, stderr); exit(2);
    }
  }
  if (optind < count) refuse("not an option", arguments[optind]);
  if (o->port == 0 || (o->room_count == 0 && strcmp(arguments[0], "notify") != 0)) refuse("needed", "--to and --rooms");
  if (o->batch < 1 || o->batch > o->window) refuse("out of range", "--batch");
}
