package org.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules for sources that no compiler holds. A failure names file and line. */
class HouseRulesTest {
    private static final int FILE_LINES = 300;
    private static final int COLUMNS = 120;
    private static final int METHOD_LINES = 30;
    private static final List<Path> ROOTS = List.of(Path.of("src/main/java"), Path.of("src/test/java"),
            Path.of("src/it/java"), Path.of("src/jmh/java"));

    private static final Map<Path, List<String>> SOURCES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (Path root : ROOTS) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> SOURCES.put(file, lines(file)));
            }
        }
        assertThat(SOURCES).hasSizeGreaterThan(100);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> linesWith(String root, Pattern pattern) {
        List<String> found = new ArrayList<>();
        SOURCES.forEach((file, lines) -> {
            for (int i = 0; i < lines.size() && file.startsWith(root); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        });
        return found;
    }

    @Test
    void files_haveAtMost300Lines() {
        assertThat(SOURCES).allSatisfy((file, lines) -> assertThat(lines).as("%s",
                file).hasSizeLessThanOrEqualTo(FILE_LINES));
    }

    @Test
    void lines_haveAtMost120Columns() {
        assertThat(linesWith("src", Pattern.compile(".{" + (COLUMNS + 1) + "}"))).isEmpty();
    }

    @Test
    void lines_haveNoTabsNorBlanksAtTheirEnd() {
        assertThat(linesWith("src", Pattern.compile("\\t|\\s$"))).isEmpty();
    }

    @Test
    void nothing_isLeftForLater() {
        assertThat(linesWith("src", Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"))).isEmpty();
    }

    @Test
    void tests_areAllEnabledAndNeverSleep() {
        Pattern pattern = Pattern.compile("@Dis" + "abled|Thread\\.sl" + "eep|TimeUnit\\.\\w+\\.sl" + "eep");

        assertThat(linesWith("src/test", pattern)).isEmpty();
        assertThat(linesWith("src/it", pattern)).isEmpty();
    }

    @Test
    void imports_nameClassesOneByOne() {
        assertThat(linesWith("src", Pattern.compile("^import .*\\*;"))).isEmpty();
    }

    @Test
    void methods_haveAtMost30Lines() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> tooLong = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(SOURCES.keySet()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLengths(unit, positions, tooLong).scan(unit, null);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    /** Counts the lines of methods, from their opening brace to the closing one. */
    private static final class MethodLengths extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> tooLong;

        MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
            this.unit = unit;
            this.positions = positions;
            this.tooLong = tooLong;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            LineMap lines = unit.getLineMap();
            long end = positions.getEndPosition(unit, method);
            if (end >= 0 && method.getBody() != null) {
                long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long count = lines.getLineNumber(end) - first + 1;
                if (count > METHOD_LINES) {
                    tooLong.add(unit.getSourceFile()
                            .getName() + ":" + first + ": " + method.getName() + " has " + count);
                }
            }
            return super.visitMethod(method, nothing);
        }
    }
}
