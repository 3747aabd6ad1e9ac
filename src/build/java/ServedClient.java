import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes of the browser client's modules the one file that is served: without comments and white space, with short names
 * for private members and constants, and with {@code let} for {@code const}. Nothing else is renamed, so that a stack
 * trace still says where.
 *
 * <p>It knows of JavaScript only what these modules need: every statement ends with a semicolon or a brace, and no
 * regular expression follows a value. The client's tests run against what comes out too.
 *
 * <pre>java ServedClient.java ENTRY.js DIRECTORY</pre>
 */
final class ServedClient {
    private static final Pattern IMPORT = Pattern.compile("(?ms)^import (?:[^;]*?from )?'\\./([^']+)';\n");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export (?=class|function|async|const)");

    private static final Pattern CONSTANT = Pattern.compile("(?m)^const ([A-Z][A-Z_]+)\\b");
    private static final Pattern CLASS = Pattern.compile("(?m)^(?=(?:export )?class )");

    /** What the text consists of; the first alternative that fits counts. */
    private static final Pattern TOKEN = Pattern.compile(String.join("|",
            "(?<comment>/\\*.*?\\*/|//[^\n]*)",
            "(?<text>'(?:[^'\\\\]|\\\\.)*'|(?<=[(=,:])\\s*/(?![*/])(?:[^/\\\\\\[\n]|\\\\.|\\[[^\\]]*\\])+/\\w*)",
            "(?<template>`)",
            "(?<space>\\s+)",
            "(?<own>#\\w+)",
            "(?<word>[\\w$]+)",
            "(?<other>.)"), Pattern.DOTALL);
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final Map<String, String> names = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder();

    public static void main(String... arguments) throws IOException {
        Path entry = Path.of(arguments[0]);
        Path directory = Path.of(arguments[1]);
        Files.createDirectories(directory);
        deleteModules(directory);
        Files.writeString(directory.resolve(entry.getFileName()), new ServedClient().shrunk(joined(entry)));
    }

    /** What was there before, as the modules themselves that Maven copies. */
    private static void deleteModules(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory, "*.js")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /** The modules in one, each after those that it imports; only the entry exports. */
    private static String joined(Path entry) throws IOException {
        Set<Path> modules = new LinkedHashSet<>();
        collect(entry, modules, new LinkedHashSet<>());
        StringBuilder all = new StringBuilder();
        for (Path module : modules) {
            String text = IMPORT.matcher(Files.readString(module)).replaceAll("");
            all.append(module.equals(entry) ? text : EXPORT.matcher(text).replaceAll("")).append('\n');
        }
        return all.toString();
    }

    private static void collect(Path module, Set<Path> done, Set<Path> begun) throws IOException {
        if (begun.add(module)) {
            Matcher imports = IMPORT.matcher(Files.readString(module));
            while (imports.find()) {
                collect(module.resolveSibling(imports.group(1)), done, begun);
            }
            done.add(module);
        }
    }

    private String shrunk(String source) {
        List<String> constants = CONSTANT.matcher(source).results().map(found -> found.group(1)).toList();
        for (String part : CLASS.split(source)) {
            nameMembers(part);
            names.put("const", "let");
            constants.forEach(constant -> names.put(constant, "$" + name(constants.indexOf(constant))));
            int at = 0;
            while (at < part.length()) {
                at = part.charAt(at) == '`' ? template(part, at) : token(part, at);
            }
        }
        return out.append('\n').toString();
    }

    /** Each class has names of its own; the most frequent get the shortest. */
    private void nameMembers(String source) {
        names.clear();
        List<String> members = Pattern.compile("#[A-Za-z]\\w*").matcher(source).results()
                .collect(Collectors.groupingBy(found -> found.group(), Collectors.counting()))
                .entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey).toList();
        for (String member : members) {
            names.put(member, "#" + name(names.size()));
        }
    }

    private static String name(int n) {
        String head = n < LETTERS.length() ? "" : LETTERS.charAt(n / LETTERS.length() - 1) + "";
        return head + LETTERS.charAt(n % LETTERS.length());
    }

    private int token(String source, int at) {
        Matcher token = TOKEN.matcher(source).region(at, source.length()).useTransparentBounds(true);
        token.lookingAt();
        String text = token.group().strip();
        if (token.group("space") != null || token.group("comment") != null) {
            space(source, token.end());
        } else {
            end(text);
            out.append(names.getOrDefault(text, Character.isDigit(text.charAt(0)) ? text.replace("_", "") : text));
        }
        return token.end();
    }

    /** What a bracket ends needs no other end. */
    private void end(String bracket) {
        int last = out.length() - 1;
        char before = last < 0 ? ' ' : out.charAt(last);
        if (before == ';' && bracket.equals("}") || before == ',' && "}])".contains(bracket)) {
            out.setLength(last);
        }
    }

    /** White space stays where it parts two words, or two signs that would be another together. */
    private void space(String source, int next) {
        if (out.length() > 0 && next < source.length()) {
            char before = out.charAt(out.length() - 1);
            char after = source.charAt(next);
            boolean words = isWord(before) && (isWord(after) || after == '#');
            if (words || (before == after && "+-".indexOf(before) >= 0)) {
                out.append(' ');
            }
        }
    }

    private static boolean isWord(char sign) {
        return Character.isLetterOrDigit(sign) || sign == '_' || sign == '$';
    }

    /** A template is as it was, but for the code in it. */
    private int template(String source, int start) {
        int at = start + 1;
        out.append('`');
        while (source.charAt(at) != '`') {
            if (source.startsWith("${", at)) {
                at = code(source, at + 2);
            } else if (source.charAt(at) == '\\') {
                out.append(source, at, at + 2);
                at += 2;
            } else {
                out.append(source.charAt(at++));
            }
        }
        out.append('`');
        return at + 1;
    }

    private int code(String source, int start) {
        int at = start;
        out.append("${");
        for (int depth = 1; depth > 0;) {
            char sign = source.charAt(at);
            depth += sign == '{' ? 1 : sign == '}' ? -1 : 0;
            at = sign == '`' ? template(source, at) : token(source, at);
        }
        return at;
    }
}
