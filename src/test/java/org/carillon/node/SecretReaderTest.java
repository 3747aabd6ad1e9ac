package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.testing.ListedLog;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReaderTest {
    private static final String SECRET = "a secret that nobody guesses, of more than 32 bytes";

    @TempDir
    private Path directory;

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), text);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
        return file;
    }

    private Path file(String text) throws IOException {
        return file(text, "rw-------");
    }

    private static String of(String key, Settings settings) {
        return switch (key) {
            case "carillon.api.key" -> settings.api().key();
            case "carillon.auth.jwt.secret" -> settings.auth().jwt().secret();
            default -> settings.redis().password();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"carillon.api.key", "carillon.auth.jwt.secret", "carillon.redis.password"})
    void read_fileOfEachSecret_itsText(String key) throws IOException {
        String path = file(SECRET + '\n').toString();

        assertThat(of(key, TestSettings.of(key + ".file", path))).isEqualTo(SECRET);
        assertThat(of(key, TestSettings.of(key, SECRET))).isEqualTo(SECRET);
        assertThat(of(key, TestSettings.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'key','key'", "'key\n','key'", "'key\r\n','key'", "'key\n\n','key\n'", "' key \n',' key '"})
    void read_lineBreakAtTheEnd_oneIsTakenAway(String text, String expected) throws IOException {
        assertThat(TestSettings.of("carillon.api.key.file", file(text).toString()).api().key()).isEqualTo(expected);
    }

    @Test
    void read_bothSet_saysWhichAndRepeatsNone() throws IOException {
        String path = file("other-secret").toString();

        assertThatThrownBy(() -> TestSettings.of("carillon.api.key", "hidden", "carillon.api.key.file", path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carillon.api.key and carillon.api.key.file")
                .hasMessageNotContaining("hidden").hasMessageNotContaining("other-secret");
    }

    @Test
    void read_noSuchFile_namesKeyPathAndRemedy() {
        String path = directory.resolve("nothing").toString();

        assertThatThrownBy(() -> TestSettings.of("carillon.redis.password.file", path))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("carillon.redis.password.file")
                .hasMessageContaining(path).hasMessageContaining("can be read by the user that runs the server")
                .hasMessageContaining("cannot be read (NoSuchFileException)");
    }

    @Test
    void read_directory_cannotBeRead() {
        assertThatThrownBy(() -> TestSettings.of("carillon.api.key.file", directory.toString()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n"})
    void read_emptyFile_isNoSecret(String text) throws IOException {
        String path = file(text).toString();

        assertThatThrownBy(() -> TestSettings.of("carillon.api.key.file", path))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is empty");
    }

    @Test
    void read_bytesThatAreNoText_saySo() throws IOException {
        Path file = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, 1, 2});

        assertThatThrownBy(() -> TestSettings.of("carillon.api.key.file", file.toString()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no text in UTF-8");
    }

    @Test
    void read_hugeFile_isNotTaken() throws IOException {
        String path = file("x".repeat(70_000)).toString();

        assertThatThrownBy(() -> TestSettings.of("carillon.api.key.file", path))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("has more than 65536 bytes");
    }

    @Test
    void read_fileThatAllMayRead_warnsOnceAndNamesIt() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        String open = file(SECRET, "rw-r--r--").toString();

        assertThat(warnings(open)).singleElement().asString()
                .contains("carillon.api.key.file", open).doesNotContain(SECRET);
    }

    @Test
    void read_fileForItsOwnerAlone_warnsOfNothing() throws IOException {
        String closed = file(SECRET).toString();

        assertThat(warnings(closed)).isEmpty();
    }

    private static List<String> warnings(String file) {
        ListedLog log = new ListedLog();
        SettingsReader in = new SettingsReader(
                key -> Optional.of(file).filter(path -> key.equals("carillon.api.key.file")), Map.of());
        assertThat(new SecretReader(in, log).read("carillon.api.key")).isEqualTo(SECRET);
        return log.lines();
    }
}
