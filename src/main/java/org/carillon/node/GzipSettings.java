package org.carillon.node;

/**
 * Compressed frames, for clients that offer to read them.
 *
 * @param threshold from how many bytes on a frame is compressed
 * @param level how hard, from 1 (fast) to 9 (small)
 */
public record GzipSettings(int threshold, int level) {

    static GzipSettings read(SettingsReader in) {
        return new GzipSettings(
                in.number("carillon.gzip.threshold", 1024, 64, 16 * 1024 * 1024),
                in.number("carillon.gzip.level", 1, 1, 9));
    }
}
