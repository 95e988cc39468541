#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <sys/resource.h>
#include <vips/vips.h>

/* All of libvips' operations are variadic, which Swift does not import. */

typedef enum { HANDSUP_IMAGE_JPEG, HANDSUP_IMAGE_PNG, HANDSUP_IMAGE_WEBP } handsup_image_kind;

/* What a header says: pixels as they are stored, before any turning. */
typedef struct {
    int width;
    int height;
    int pages;
    int orientation;
} handsup_image_header;

typedef struct {
    void *bytes; /* freed by handsup_image_free */
    size_t count;
    int width;
    int height;
} handsup_image;

static inline int handsup_images_start(const char *name) {
    /* Says nothing on the terminal whatever a file holds. */
    g_setenv("VIPS_WARNING", "1", 1);
    if (vips_init(name)) return -1;
    /* One thread an image: the caller bounds how many there are. */
    vips_concurrency_set(1);
    /* Each image is seen once: nothing is worth keeping. */
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    vips_cache_set_max_files(0);
    /* Only these three are opened, and only when they are named: nothing looks for a loader that fits. */
    vips_operation_block_set("VipsForeign", TRUE);
    vips_operation_block_set("VipsForeignLoadJpegBuffer", FALSE);
    vips_operation_block_set("VipsForeignLoadPngBuffer", FALSE);
    vips_operation_block_set("VipsForeignLoadWebpBuffer", FALSE);
    vips_operation_block_set("VipsForeignSaveWebpBuffer", FALSE);
    return 0;
}

/* Opens without decoding. `shrink` is 1, 2, 4 or 8 for a JPEG; `scale` is up to 1 for a WebP. */
static inline VipsImage *handsup_image_open(
    const void *bytes, size_t count, handsup_image_kind kind, int shrink, double scale
) {
    VipsImage *image = NULL;
    void *buffer = (void *)bytes;
    int failed = -1;
    switch (kind) {
    case HANDSUP_IMAGE_JPEG:
        failed = vips_jpegload_buffer(buffer, count, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
            VIPS_FAIL_ON_TRUNCATED, "shrink", shrink, NULL);
        break;
    case HANDSUP_IMAGE_PNG:
        failed = vips_pngload_buffer(
            buffer, count, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
        break;
    case HANDSUP_IMAGE_WEBP:
        failed = vips_webpload_buffer(buffer, count, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
            VIPS_FAIL_ON_TRUNCATED, "scale", scale, NULL);
        break;
    }
    return failed ? NULL : image;
}

static inline void handsup_image_close(VipsImage *image) { g_object_unref(image); }

static inline handsup_image_header handsup_image_read_header(VipsImage *image) {
    handsup_image_header header = {
        vips_image_get_width(image), vips_image_get_height(image), vips_image_get_n_pages(image),
        vips_image_get_orientation(image)};
    return header;
}

/* Ends what computes the image when the time is over: libvips asks after each strip of pixels. */
static inline void handsup_image_tick(VipsImage *image, VipsProgress *progress, void *deadline) {
    (void)progress;
    if (g_get_monotonic_time() > *(const int64_t *)deadline) vips_image_set_kill(image, TRUE);
}

/* Leaves pixels only. The option of savers is not enough: that of WebP in 8.14 keeps EXIF and XMP. */
static inline void handsup_image_strip(VipsImage *image) {
    char **names = vips_image_get_fields(image);
    for (char **name = names; *name; name++) vips_image_remove(image, *name);
    g_strfreev(names);
}

/* In memory: turned upright, in sRGB (a profile that is not one of such pixels is ignored), at most `side` pixels on its
   longest side, without metadata. `deadline` is in microseconds of g_get_monotonic_time and must outlive `source`. */
static inline VipsImage *handsup_image_shrink(VipsImage *source, int side, const int64_t *deadline) {
    VipsImage *shrunk = NULL, *plain = NULL, *copied;
    if (deadline) {
        vips_image_set_progress(source, TRUE);
        g_signal_connect(source, "eval", G_CALLBACK(handsup_image_tick), (void *)deadline);
    }
    const void *profile;
    size_t count;
    if (vips_image_get_typeof(source, VIPS_META_ICC_NAME) &&
        (vips_image_get_blob(source, VIPS_META_ICC_NAME, &profile, &count) ||
            !vips_icc_is_compatible_profile(source, profile, count)))
        vips_image_remove(source, VIPS_META_ICC_NAME);
    /* Through a profile only where there is one to leave: it costs as much as the rest. */
    int is_managed = vips_image_get_typeof(source, VIPS_META_ICC_NAME) != 0 ||
        vips_image_get_interpretation(source) == VIPS_INTERPRETATION_CMYK;
    int failed = is_managed
        ? vips_thumbnail_image(source, &shrunk, side, "height", side, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
              "intent", VIPS_INTENT_PERCEPTUAL, NULL)
        : vips_thumbnail_image(source, &shrunk, side, "height", side, "size", VIPS_SIZE_DOWN, NULL);
    if (failed) return NULL;
    failed = vips_colourspace(shrunk, &plain, VIPS_INTERPRETATION_sRGB, NULL);
    g_object_unref(shrunk);
    if (failed) return NULL;
    copied = vips_image_copy_memory(plain);
    g_object_unref(plain);
    if (copied) handsup_image_strip(copied);
    return copied;
}

static inline int handsup_image_encode(VipsImage *image, int quality, int effort, handsup_image *encoded) {
    encoded->width = vips_image_get_width(image);
    encoded->height = vips_image_get_height(image);
    return vips_webpsave_buffer(image, &encoded->bytes, &encoded->count, "Q", quality, "effort", effort, NULL);
}

static inline void handsup_image_free(void *bytes) { g_free(bytes); }
static inline int64_t handsup_image_now(void) { return g_get_monotonic_time(); }

/* Threads keep what they used of libvips until they say that they are through. */
static inline void handsup_image_leave_thread(void) {
    vips_error_clear();
    vips_thread_shutdown();
}

/* Gives back what threads have freed and the C library keeps for them. */
static inline void handsup_image_return_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

/* The calling thread, and those it begins, get a core only when nobody else wants it. */
static inline void handsup_thread_be_quiet(void) {
#ifdef __linux__
    setpriority(PRIO_PROCESS, 0, 10); /* Linux: of the thread; a tenth of the share of others */
#else
    pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0);
#endif
}
