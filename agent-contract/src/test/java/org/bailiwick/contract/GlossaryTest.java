package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of docs/glossary.md that are not used, and names of public types that are unique. */
class GlossaryTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GLOSSARY = ROOT.resolve("docs/glossary.md");
  private static final Set<String> ENDINGS =
      Set.of("java", "md", "sh", "yaml", "cedar", "properties", "html");

  /** Decision records keep the words of their time; a changelog names what was renamed. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(?:docs/decisions/.*|docs/glossary\\.md|CHANGELOG\\.md|.*GlossaryTest\\.java)");

  private static final Set<String> NOT_OURS = Set.of("target", "var", ".git", "node_modules");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|record|interface|enum|@interface) (\\w+)",
          Pattern.MULTILINE);

  @Test
  void noWordThatIsNotUsedComesBack() {
    Pattern words = notUsed();
    List<String> found =
        texts(ROOT)
            .filter(file -> !LEFT_OUT.matcher(ROOT.relativize(file).toString()).matches())
            .flatMap(file -> found(words, file))
            .toList();
    assertThat(found).isEmpty();
  }

  @Test
  void noTwoPublicTypesHaveOneName() {
    Map<String, List<Path>> byName =
        texts(ROOT)
            .filter(file -> file.toString().contains("/src/main/java/"))
            .flatMap(
                file ->
                    PUBLIC_TYPE
                        .matcher(read(file))
                        .results()
                        .map(type -> Map.entry(type.group(1), file)))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    assertThat(byName).hasSizeGreaterThan(500);
    assertThat(byName.values().stream().filter(files -> files.size() > 1)).isEmpty();
  }

  /** Finds a word also where it is a part of a name, behind a lower-case letter or a sign. */
  private static Pattern notUsed() {
    List<String> rows =
        read(GLOSSARY).lines().dropWhile(line -> !line.startsWith("## Words")).toList();
    String words =
        rows.stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| word "))
            .flatMap(line -> Stream.of(line.split("\\|", -1)[1].split(",", -1)))
            .map(word -> word.strip().replace(" ", "[ _-]?"))
            .map(GlossaryTest::inText)
            .collect(Collectors.joining("|"));
    assertThat(words).contains("ossier");
    return Pattern.compile("(?:" + words + ")(?![a-z])");
  }

  private static String inText(String word) {
    String capital = word.substring(0, 1).toUpperCase(Locale.ROOT);
    String rest = "(?i:" + word.substring(1) + ")";
    return "(?:(?<![A-Za-z])(?i:" + word.charAt(0) + ")|(?<=[a-z])" + capital + ")" + rest;
  }

  /** A word in quotes alone is a name that stored data have: a column, a member. */
  private static Stream<String> found(Pattern words, Path file) {
    String text = read(file);
    Matcher matcher = words.matcher(text);
    return matcher
        .results()
        .filter(hit -> !isQuoted(text, hit.start(), hit.end()))
        .map(hit -> ROOT.relativize(file) + ": " + hit.group());
  }

  private static boolean isQuoted(String text, int start, int end) {
    return start > 0
        && end < text.length()
        && text.charAt(start - 1) == '"'
        && text.charAt(end) == '"';
  }

  private static Stream<Path> texts(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList().stream()
          .filter(entry -> !NOT_OURS.contains(entry.getFileName().toString()))
          .flatMap(entry -> Files.isDirectory(entry) ? texts(entry) : Stream.of(entry))
          .filter(file -> ENDINGS.contains(ending(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
