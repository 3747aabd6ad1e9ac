package org.carillon.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.protocol.Command;
import org.carillon.protocol.Format;
import org.carillon.protocol.Gzip;

/** Turns the binary frames of a session into commands; compressed ones first into what they were, within the limit. */
final class FrameDecoder {
    private final Format format;
    private final int limit;

    /** A decoder of the frames of a format, of up to so many bytes when they are not compressed. */
    FrameDecoder(Format format, int limit) {
        this.format = format;
        this.limit = limit;
    }

    /** The commands, at least one; empty if the frame was compressed and is larger than the limit. */
    Optional<List<Command>> read(ByteBuffer frame) {
        if (!format.gzip() || !Gzip.compressed(frame)) {
            return Optional.of(format.dialect().read(frame));
        }
        try {
            return Gzip.inflate(frame, limit).map(ByteBuffer::wrap).map(this::inflated);
        } catch (RefusedException e) {
            return Optional.of(List.of(invalid(e.code(), String.valueOf(e.getMessage()))));
        }
    }

    private List<Command> inflated(ByteBuffer plain) {
        if (format.dialect().binary()) {
            return format.dialect().read(plain);
        }
        try {
            return format.dialect().read(StandardCharsets.UTF_8.newDecoder().decode(plain).toString());
        } catch (CharacterCodingException e) {
            return List.of(invalid(ErrorCode.MALFORMED, "the compressed text is not valid UTF-8"));
        }
    }

    private static Command invalid(ErrorCode code, String message) {
        return new Command.Invalid(Command.NO_ID, code, message);
    }
}
