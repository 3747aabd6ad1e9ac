package org.carillon.node;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * Reads settings that are secrets: the value itself, or by the key with {@code .file} after it the path of a file that
 * holds it. No message repeats a value.
 */
final class SecretReader {
    /** What the key of the file has at its end. */
    static final String FILE = ".file";

    /** Longer than any secret, so that a wrong path does not fill the memory. */
    private static final int LARGEST = 64 * 1024;

    private final SettingsReader in;
    private final Logger log;

    SecretReader(SettingsReader in) {
        this(in, System.getLogger(SecretReader.class.getName()));
    }

    SecretReader(SettingsReader in, Logger log) {
        this.in = in;
        this.log = log;
    }

    /**
     * The secret; empty if neither key is set.
     *
     * @throws IllegalArgumentException if both are set, or the file cannot be read or is empty
     */
    String read(String key) {
        String value = in.text(key, "");
        String file = in.text(key + FILE, "");
        if (!value.isEmpty() && !file.isEmpty()) {
            throw new IllegalArgumentException("The settings " + key + " and " + key + FILE + " are both set,"
                    + " but only one may be: take the one out that is not meant.");
        }
        return file.isEmpty() ? value : content(key + FILE, file);
    }

    private String content(String key, String file) {
        try {
            Path path = Path.of(file);
            if (Files.isRegularFile(path) && Files.size(path) > LARGEST) {
                throw bad(key, file, "has more than " + LARGEST + " bytes");
            }
            String text = withoutNewline(Files.readString(path, StandardCharsets.UTF_8));
            if (text.isBlank()) {
                throw bad(key, file, "is empty");
            }
            warnIfOpen(key, path);
            return text;
        } catch (CharacterCodingException e) {
            throw bad(key, file, "is no text in UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw bad(key, file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Editors and {@code echo} end a text with a line break, which belongs to no secret. */
    private static String withoutNewline(String text) {
        int end = text.length();
        end -= text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
        return text.substring(0, end);
    }

    private void warnIfOpen(String key, Path path) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
            log.log(Level.WARNING, "The file " + path + " of the setting " + key
                    + " can be read by every user of this machine: chmod o-r it.");
        }
    }

    private static IllegalArgumentException bad(String key, String file, String problem) {
        return SettingsReader.bad(key, file, "a file that has the secret and can be read by the user that runs the"
                + " server; this one " + problem);
    }
}
