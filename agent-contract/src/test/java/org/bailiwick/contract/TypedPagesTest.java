package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.contract.testing.PagesWithCommands;
import org.junit.jupiter.api.Test;

/**
 * Each command of a page is typed by a script, or launcher/test/pages.list says why it is not. A
 * script types the blocks that are marked {@code sh}.
 */
class TypedPagesTest {
  private static final Path ROOT = PagesWithCommands.ROOT;
  private static final Path LIST = ROOT.resolve("launcher/test/pages.list");
  private static final Pattern COMMAND =
      Pattern.compile(
          "\\s*(?:[A-Z_]+=\\S+ )*(?:\\./bailiwick|bailiwick(?:-\\w+)?|curl|openssl|mvn|psql|git|podman"
              + "|pkcs11-tool|systemctl|apt-get|npx|python3|java|bench/\\w+\\.sh) .*");

  /** What the list says of a page. */
  private record Entry(String page, String kind, String rest) {}

  @Test
  void everyPageWithCommandsIsTypedOrSaysWhyNot() throws IOException {
    List<String> faults = new ArrayList<>();
    Map<String, List<Entry>> entries = entries();
    for (Path file : PagesWithCommands.files()) {
      String page = PagesWithCommands.name(file);
      faults.addAll(faults(page, MarkdownPage.read(file).fences(), entries.remove(page)));
    }
    entries.keySet().forEach(page -> faults.add(page + " is listed and has no commands"));
    assertThat(faults).isEmpty();
  }

  private static List<String> faults(
      String page, List<MarkdownPage.Fence> fences, List<Entry> entries) throws IOException {
    List<String> faults = new ArrayList<>();
    long marked = fences.stream().filter(TypedPagesTest::isMarked).count();
    long plain =
        fences.stream()
            .filter(fence -> fence.mark().isEmpty())
            .filter(fence -> fence.lines().stream().anyMatch(COMMAND.asMatchPredicate()))
            .count();
    List<Entry> listed = entries == null ? List.of() : entries;
    boolean isTyped = listed.stream().anyMatch(entry -> entry.kind().equals("typed"));
    boolean isShown = listed.stream().anyMatch(entry -> entry.kind().equals("shown"));
    if ((marked > 0 && !isTyped && !isShown) || (plain > 0 && !isShown)) {
      faults.add(page + " has commands that pages.list says nothing of");
    }
    if ((isTyped && marked == 0) || (isShown && plain == 0 && (isTyped || marked == 0))) {
      faults.add(page + " is listed for commands that it does not have");
    }
    for (Entry entry : listed) {
      if (entry.kind().equals("typed") && !types(entry.rest(), page, marked)) {
        faults.add(entry.rest() + " does not type " + page);
      }
    }
    return faults;
  }

  /** Whether the script names the page, and a test that takes blocks by number takes each. */
  private static boolean types(String script, String page, long blocks) throws IOException {
    String text = Files.readString(ROOT.resolve(script));
    String name = page.substring(page.lastIndexOf('/') + 1);
    if (script.endsWith(".java")) {
      for (int block = 0; block < blocks; block++) {
        if (!text.contains("page.block(\"sh\", " + block + ")")) {
          return false;
        }
      }
      return text.contains("Page.of(\"" + page + "\")");
    }
    return script.endsWith("/pages.sh")
        ? Files.readString(ROOT.resolve("docs/operate/README.md")).contains("](" + name + ")")
        : text.contains(name);
  }

  private static boolean isMarked(MarkdownPage.Fence fence) {
    return fence.mark().equals("sh") || fence.mark().startsWith("sh ");
  }

  private static Map<String, List<Entry>> entries() throws IOException {
    Map<String, List<Entry>> entries = new TreeMap<>();
    for (String line : Files.readAllLines(LIST)) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ", 3);
        assertThat(words).as(line).hasSize(3);
        assertThat(words[1]).as(line).isIn("typed", "shown");
        entries
            .computeIfAbsent(words[0], page -> new ArrayList<>())
            .add(new Entry(words[0], words[1], words[2]));
      }
    }
    return entries;
  }
}
