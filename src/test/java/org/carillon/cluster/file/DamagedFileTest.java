package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are torn, damaged, locked or too new: nothing that was acknowledged vanishes without a word. */
class DamagedFileTest {
    private static final String CONTENT = '"' + "a content that is easily found ".repeat(300) + '"';

    @TempDir
    private Path directory;

    private Bench bench;

    @BeforeEach
    void begin() {
        bench = new Bench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    /** A file with some publications, left as a crash leaves it. */
    private Position filled() throws IOException {
        FileEngine engine = bench.start();
        Position last = new Position("", 0);
        for (int i = 0; i < 30; i++) {
            last = Bench.publish(engine, "a", CONTENT).position();
        }
        bench.crash();
        return last;
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains("damaged")).toList();
        }
    }

    private void overwrite(long position, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(bench.file().toFile(), "rw")) {
            file.seek(position);
            file.write(new byte[length]);
        }
    }

    private void refused(String why) throws IOException {
        Path before = Files.copy(bench.file(), directory.resolve("before"));
        assertThatThrownBy(() -> bench.start()).isInstanceOf(StoreException.class)
                .hasMessageContaining(bench.file().toString()).hasMessageContaining(why)
                .hasMessageContaining("carillon.store.repair");
        bench.crash();
        assertThat(Files.mismatch(bench.file(), before)).as("left as it was").isEqualTo(-1);
    }

    @Test
    void start_tornTail_isRefusedAndNothingIsTouched() throws IOException {
        filled();
        try (RandomAccessFile file = new RandomAccessFile(bench.file().toFile(), "rw")) {
            file.setLength(file.length() - 4096);
        }

        refused("is damaged");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4095, 4096, 5000, 12288})
    void start_cutToAlmostNothing_isRefused(long length) throws IOException {
        filled();
        try (RandomAccessFile file = new RandomAccessFile(bench.file().toFile(), "rw")) {
            file.setLength(length);
        }

        refused("is damaged");
    }

    @Test
    void start_firstBlockOverwritten_isRefused() throws IOException {
        filled();
        overwrite(0, 4096);

        refused("first block");
    }

    @Test
    void start_oneOfTheTwoMarksOverwritten_goesOn() throws IOException {
        Position last = filled();
        overwrite(0, 512);

        assertThat(Bench.follow(bench.start(), "a")).isEqualTo(last);
    }

    @Test
    void start_everythingBehindTheMarkOverwritten_isRefused() throws IOException {
        filled();
        overwrite(4096, (int) Files.size(bench.file()) - 4096);

        refused("is damaged");
    }

    @Test
    void start_contentDamagedAndTheMachineWasDown_isRefused() throws IOException {
        filled();
        damageContents();
        bench.boot = "another run";

        refused("cannot be read");
    }

    @Test
    void read_damagedContent_isUnavailableAndNeverWrong() throws IOException {
        filled();
        damageContents();
        FileEngine engine = bench.start();

        assertThatThrownBy(() -> Bench.read(engine, "a")).hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be read");
    }

    /** Changes one byte of each content. */
    private void damageContents() throws IOException {
        byte[] bytes = Files.readAllBytes(bench.file());
        byte[] content = CONTENT.getBytes();
        for (int i = 0; i < bytes.length - content.length; i++) {
            if (bytes[i] == '"' && bytes[i + 1] == 'a' && bytes[i + 2] == ' ' && bytes[i + 3] == 'c') {
                bytes[i + 100] ^= 1;
            }
        }
        Files.write(bench.file(), bytes);
    }

    @Test
    void start_repairOlder_goesOnWithWhatIsWholeInAnotherEpochAndKeepsACopy() throws IOException {
        Position last = filled();
        bench.tearLastCommit();
        FileEngine engine = bench.start("carillon.store.repair", "older");
        Position after = Bench.follow(engine, "a");

        assertThat(after.offset()).isBetween(1L, last.offset() - 1);
        assertThat(after.epoch()).isNotEqualTo(last.epoch());
        assertThat(Bench.read(engine, "a").publications()).hasSize((int) after.offset());
        assertThat(copies()).hasSize(1);
        assertThat(Bench.follow(bench.start(), "a")).as("once").isEqualTo(after);
    }

    @Test
    void start_lastCommitTorn_isRefused() throws IOException {
        filled();
        bench.tearLastCommit();

        refused("older than what was acknowledged");
    }

    @Test
    void start_repairEmpty_beginsAnewAndKeepsACopy() throws IOException {
        Position last = filled();
        overwrite(0, 4096);
        FileEngine engine = bench.start("carillon.store.repair", "empty");
        Position after = Bench.follow(engine, "a");

        assertThat(after.offset()).isZero();
        assertThat(after.epoch()).isNotEqualTo(last.epoch());
        assertThat(copies()).hasSize(1);
        assertThat(copies().get(0)).satisfies(copy -> assertThat(Files.size(copy)).isGreaterThan(10_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"older", "empty"})
    void start_repairOfAFileThatIsWhole_changesNothing(String repair) throws IOException {
        Position last = filled();

        assertThat(Bench.follow(bench.start("carillon.store.repair", repair), "a")).isEqualTo(last);
        assertThat(copies()).isEmpty();
    }

    @Test
    void start_fileInUse_isRefusedNamingIt() throws IOException {
        bench.start();

        assertThatThrownBy(() -> PlainDisk.open(bench.file())).isInstanceOf(StoreException.class)
                .hasMessageContaining(bench.file().toString()).hasMessageContaining("in use");
    }

    @Test
    void start_newerFormat_isRefusedAndRepairDoesNotTouchIt() throws IOException {
        filled();
        bench.writeFormat(Mark.FORMAT + 1);

        assertThatThrownBy(() -> bench.start("carillon.store.repair", "empty")).isInstanceOf(StoreException.class)
                .hasMessageContaining(bench.file().toString()).hasMessageContaining("format 2");
        assertThat(copies()).isEmpty();
    }

    @Test
    void start_directoryThatCannotBe_isRefusedNamingIt() throws IOException {
        Files.writeString(directory.resolve("plain"), "a file");
        try (Bench other = new Bench(directory.resolve("plain").resolve("x"))) {
            assertThatThrownBy(() -> other.start()).isInstanceOf(StoreException.class)
                    .hasMessageContaining("plain").hasMessageContaining("carillon.store.directory");
        }
    }
}
