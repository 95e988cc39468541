#pragma once
#include <curl/curl.h>

/* Swift imports neither curl's variadic functions nor, of every version, the type of its handles. */

static inline CURLcode handsup_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline void *handsup_curl_open(void) { return curl_easy_init(); }
static inline CURLcode handsup_curl_perform(void *handle) { return curl_easy_perform(handle); }
static inline void handsup_curl_close(void *handle) { curl_easy_cleanup(handle); }

static inline CURLcode handsup_curl_set_number(void *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
/* Texts and whatever else an option takes the address of. */
static inline CURLcode handsup_curl_set_pointer(void *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, (void *)value);
}
static inline CURLcode handsup_curl_set_writer(void *handle, curl_write_callback writer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
    return code ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}
static inline long handsup_curl_number(void *handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}
