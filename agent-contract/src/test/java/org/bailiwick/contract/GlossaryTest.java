package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the tree has none of the words that {@code docs/glossary.md} lists as not used, and
 * that each name of a public type is unique.
 */
class GlossaryTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GLOSSARY = ROOT.resolve("docs/glossary.md");
  private static final Set<String> ENDINGS =
      Set.of("java", "md", "sh", "yaml", "cedar", "properties", "html");

  /**
   * Files that are not checked: decision records keep the words of their time, and the changelog
   * names what was renamed.
   */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(?:docs/decisions/.*|docs/glossary\\.md|CHANGELOG\\.md|.*GlossaryTest\\.java)");

  private static final Set<String> NOT_OURS = Set.of("target", "var", ".git", "node_modules");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|record|interface|enum|@interface) (\\w+)",
          Pattern.MULTILINE);

  /** A word of a text or of a Java name; {@code waitingRoom} has two words. */
  private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])");

  private static final Set<String> BETWEEN_WORDS = Set.of("", " ", "-", "_");

  @Test
  void noWordThatIsNotUsedComesBack() {
    Set<String> notUsed = notUsed();
    List<String> found =
        texts(ROOT)
            .filter(file -> !LEFT_OUT.matcher(ROOT.relativize(file).toString()).matches())
            .flatMap(file -> found(notUsed, file).stream())
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

  private static Set<String> notUsed() {
    Set<String> words =
        read(GLOSSARY)
            .lines()
            .dropWhile(line -> !line.startsWith("## Words"))
            .filter(line -> line.startsWith("| ") && !line.startsWith("| word "))
            .flatMap(line -> Stream.of(line.split("\\|", -1)[1].split(",", -1)))
            .map(String::strip)
            .collect(Collectors.toSet());
    assertThat(words).contains("dossier", "waiting room");
    return words;
  }

  /**
   * The words in a file that are not used. A word alone in quotes is allowed, because it is a name
   * in stored data, such as a column or member.
   */
  private static List<String> found(Set<String> notUsed, Path file) {
    List<String> found = new ArrayList<>();
    String text = read(file);
    Matcher words = WORD.matcher(text);
    String before = "";
    int end = 0;
    while (words.find()) {
      String word = words.group().toLowerCase(Locale.ROOT);
      boolean follows = BETWEEN_WORDS.contains(text.substring(end, words.start()));
      if (notUsed.contains(word) && !isQuoted(text, words.start(), words.end())) {
        found.add(ROOT.relativize(file) + ": " + word);
      } else if (follows && notUsed.contains(before + " " + word)) {
        found.add(ROOT.relativize(file) + ": " + before + " " + word);
      }
      before = word;
      end = words.end();
    }
    return found;
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
