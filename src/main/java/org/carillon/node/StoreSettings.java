package org.carillon.node;

import java.time.Duration;

/**
 * Where the logs are, and how they keep.
 *
 * @param engine what stores them
 * @param directory where the files are; empty for the server's data directory
 * @param fsync when a commit is forced to the disk
 * @param reserve how many bytes of the disk stay free: below, publications are refused
 * @param memory how many bytes the logs may have in memory: all of them, or what is cached of the files
 * @param repair what is done about a damaged file
 * @param history the log of channels whose policy says nothing else
 */
public record StoreSettings(
        Engine engine, String directory, Fsync fsync, int reserve, int memory, Repair repair, Retention history) {

    /** What stores the logs. */
    public enum Engine {
        /** The heap: gone with the deployment. */
        MEMORY,
        /** A file under the server's data directory: it outlives restarts and crashes. */
        FILE,
        /** A Redis that several nodes share. */
        REDIS
    }

    /** Whether it is elsewhere, so that its answers come later and over threads that others wait for. */
    public boolean elsewhere() {
        return engine == Engine.REDIS;
    }

    /** When a commit is forced to the disk; in every case it reaches the operating system before it is acked. */
    public enum Fsync {
        /** For each publication. */
        ALWAYS,
        /** Once for all that gathered while the last one was under way. */
        GROUPED,
        /** Never: a crash of the server loses nothing, a crash of the machine may. */
        OFF
    }

    /** What is done about a damaged file when the deployment starts; a copy of it is kept in every case. */
    public enum Repair {
        /** The deployment does not start. */
        NO,
        /** It goes on with the newest state that can be read as a whole. */
        OLDER,
        /** It starts with an empty file. */
        EMPTY
    }

    static StoreSettings read(SettingsReader in) {
        return new StoreSettings(
                in.choice("carillon.store", Engine.MEMORY, Engine.class),
                in.text("carillon.store.directory", ""),
                in.choice("carillon.store.fsync", Fsync.GROUPED, Fsync.class),
                in.number("carillon.store.reserve", 64 * 1024 * 1024, 0, Integer.MAX_VALUE),
                in.number("carillon.store.memory", 128 * 1024 * 1024, 1024 * 1024, Integer.MAX_VALUE),
                in.choice("carillon.store.repair", Repair.NO, Repair.class),
                new Retention(
                        in.number("carillon.history.messages", 100, 0, 100_000),
                        in.number("carillon.history.bytes", 1024 * 1024, 1, 1024 * 1024 * 1024),
                        in.duration("carillon.history.age", "24h", Duration.ofSeconds(1), Duration.ofDays(3650))));
    }
}
