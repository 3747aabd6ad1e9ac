package org.carillon.cluster.file;

/**
 * The name of a stream's life. The file has a generation, which grows when its last publications may have been lost:
 * then all streams have another epoch, without any of them being written anew.
 *
 * @param name what the stream was given when it began
 * @param generation the file's generation then
 */
record Epoch(String name, int generation) {

    /** The epoch as everybody sees it in a generation of the file. */
    String in(int now) {
        return now == generation ? name : name + '-' + Integer.toString(now, Character.MAX_RADIX);
    }
}
