package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that links of the documents lead somewhere, and that a reader gets to every page. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path README = ROOT.resolve("README.md");
  private static final Set<String> NOT_OURS = Set.of("target", "var", ".git", "node_modules");
  private static final int LONGEST_LINE = 120;
  private static final int MOST_WORDS = 30;

  /** Records of what was decided, changed, measured and done. */
  private static final Pattern RECORDS =
      Pattern.compile(
          "docs/decisions/.*|CHANGELOG\\.md|docs/(performance|progress|coverage|bench-.*)\\.md");

  private static final Map<Path, MarkdownPage> PAGES = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    Deque<Path> open = new ArrayDeque<>(List.of(ROOT));
    while (!open.isEmpty()) {
      try (Stream<Path> inside = Files.list(open.pop())) {
        for (Path each : inside.toList()) {
          if (Files.isDirectory(each) && !NOT_OURS.contains(each.getFileName().toString())) {
            open.push(each);
          } else if (each.toString().endsWith(".md")) {
            PAGES.put(each, MarkdownPage.read(each));
          }
        }
      }
    }
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (MarkdownPage page : PAGES.values()) {
      for (String link : page.links()) {
        Path target = target(page, link);
        String fragment = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
        MarkdownPage other = PAGES.get(target);
        boolean headingIsThere =
            other == null || fragment.isEmpty() || other.fragments().contains(fragment);
        if (!Files.exists(target) || !headingIsThere) {
          broken.add(ROOT.relativize(page.file()) + " -> " + link);
        }
      }
    }
    assertThat(PAGES).hasSizeGreaterThan(100);
    assertThat(broken).isEmpty();
  }

  /** Pages that no page names are read by nobody. */
  @Test
  void everyPageIsReachedFromTheReadme() {
    Set<Path> reached = new HashSet<>(Set.of(README));
    Deque<Path> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      MarkdownPage page = PAGES.get(open.pop());
      for (String link : page.links()) {
        Path target = target(page, link);
        if (PAGES.containsKey(target) && reached.add(target)) {
          open.push(target);
        }
      }
    }
    assertThat(PAGES.keySet().stream().filter(page -> isDocument(page) && !reached.contains(page)))
        .isEmpty();
  }

  @Test
  void linesFitOnAScreen() {
    assertThat(PAGES.values().stream().flatMap(page -> page.longerThan(LONGEST_LINE).stream()))
        .isEmpty();
  }

  @Test
  void sentencesAreShort() {
    assertThat(
            PAGES.values().stream()
                .filter(page -> !RECORDS.matcher(name(page.file())).matches())
                .flatMap(page -> page.sentencesLongerThan(MOST_WORDS).stream()))
        .isEmpty();
  }

  private static boolean isDocument(Path page) {
    return name(page).startsWith("docs/") && !name(page).startsWith("docs/decisions/");
  }

  private static String name(Path page) {
    return ROOT.relativize(page).toString();
  }

  private static Path target(MarkdownPage page, String link) {
    String path = link.contains("#") ? link.substring(0, link.indexOf('#')) : link;
    return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
  }
}
