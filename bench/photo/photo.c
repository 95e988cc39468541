/* Writes a JPEG as a phone would: 12 megapixels of shapes at all scales (a fractal surface), a little noise, quality 90.
   photo FILE */
#include <stdio.h>
#include <vips/vips.h>

enum { width = 4000, height = 3000 };
static const double fractal_dimension = 2.4; /* rough as foliage: about 4 MB, as phones' pictures have */

static int paint(VipsImage **band) {
    VipsImage *surface = NULL, *scaled = NULL, *noise = NULL, *sum = NULL;
    int failed = vips_fractsurf(&surface, width, height, fractal_dimension, NULL) || vips_scale(surface, &scaled, NULL) ||
        vips_gaussnoise(&noise, width, height, "mean", 0.0, "sigma", 4.0, NULL) || vips_add(scaled, noise, &sum, NULL) ||
        vips_cast(sum, band, VIPS_FORMAT_UCHAR, NULL);
    return failed;
}

int main(int count, char **words) {
    VipsImage *bands[3], *joined = NULL, *colour = NULL;
    if (count != 2 || vips_init(words[0])) return 2;
    for (int band = 0; band < 3; band++)
        if (paint(&bands[band])) break;
    if (vips_bandjoin(bands, &joined, 3, NULL) ||
        vips_copy(joined, &colour, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) ||
        vips_jpegsave(colour, words[1], "Q", 90, NULL)) {
        fprintf(stderr, "photo: %s\n", vips_error_buffer());
        return 1;
    }
    return 0;
}
