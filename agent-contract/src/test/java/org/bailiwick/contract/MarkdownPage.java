package org.bailiwick.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One page of the documents: its lines outside of fenced blocks, headings, links and sentences. */
final class MarkdownPage {
  private static final Pattern FENCE = Pattern.compile("^\\s*(```|~~~).*");
  private static final Pattern ITEM = Pattern.compile("^\\s*([-*+]|\\d+[.)])\\s+");
  private static final Pattern NO_PROSE = Pattern.compile("^\\s*(\\||#|<|---|\\[[^]]+]:).*");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(\\s*([^)\\s]+)\\s*\\)");
  private static final Pattern LINKED = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
  private static final Pattern NAMED = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("^#+\\s+(.*)$");

  /** Where a sentence ends: what follows begins one, or is code. */
  private static final Pattern END =
      Pattern.compile("(?<=[.!?][)”*]{0,2})\\s+(?=[A-Z“\"(\\d*\\[])");

  private final Path file;
  private final List<String> lines;
  private final List<String> outsideFences = new ArrayList<>();
  private final List<Fence> fences = new ArrayList<>();

  /**
   * A fenced block.
   *
   * @param mark what stands behind its opening fence; empty if nothing does
   */
  record Fence(String mark, List<String> lines) {}

  private MarkdownPage(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
    boolean fence = false;
    for (String line : lines) {
      boolean mark = FENCE.matcher(line).matches();
      outsideFences.add(mark || fence ? "" : line);
      if (mark && !fence) {
        fences.add(new Fence(line.strip().substring(3), new ArrayList<>()));
      } else if (fence && !mark) {
        fences.getLast().lines().add(line);
      }
      fence ^= mark;
    }
  }

  static MarkdownPage read(Path file) throws IOException {
    return new MarkdownPage(file, Files.readAllLines(file));
  }

  Path file() {
    return file;
  }

  /** Lines with their numbers that are longer, and no row of a table. */
  List<String> longerThan(int most) {
    List<String> found = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      boolean row = outsideFences.get(at).stripLeading().startsWith("|");
      if (line.length() > most && !row && line.strip().contains(" ")) {
        found.add(file + ":" + (at + 1));
      }
    }
    return found;
  }

  /** Its fenced blocks in their order. */
  List<Fence> fences() {
    return List.copyOf(fences);
  }

  /** The files and headings that its links name; links to other servers are left out. */
  List<String> links() {
    String text =
        outsideFences.stream()
            .map(line -> CODE.matcher(line).replaceAll(""))
            .collect(Collectors.joining("\n"));
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  /** The fragments by which its headings are named on a page that is shown as HTML. */
  Set<String> fragments() {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> fragments = new HashSet<>();
    for (String line : outsideFences) {
      NAMED.matcher(line).results().map(name -> name.group(1)).forEach(fragments::add);
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String name = fragment(heading.group(1));
        int before = seen.merge(name, 1, Integer::sum) - 1;
        fragments.add(before == 0 ? name : name + "-" + before);
      }
    }
    return fragments;
  }

  private static String fragment(String heading) {
    return LINKED
        .matcher(heading)
        .replaceAll(link -> Matcher.quoteReplacement(link.group(1)))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
        .strip()
        .replace(' ', '-');
  }

  /** The sentences of its paragraphs and list items with more words; a piece of code is one. */
  List<String> sentencesLongerThan(int most) {
    return paragraphs().stream()
        .map(text -> LINKED.matcher(text).replaceAll(MarkdownPage::linked))
        .map(text -> CODE.matcher(text).replaceAll("Code"))
        .flatMap(END::splitAsStream)
        .filter(sentence -> sentence.strip().split("\\s+").length > most)
        .map(sentence -> file + ": " + sentence)
        .toList();
  }

  /** A sentence may begin with the name of a page. */
  private static String linked(MatchResult link) {
    String text = link.group(1);
    return Matcher.quoteReplacement(
        text.endsWith(".md")
            ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
            : text);
  }

  private List<String> paragraphs() {
    List<String> all = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String line : outsideFences) {
      boolean prose = !line.isBlank() && !NO_PROSE.matcher(line).matches();
      Matcher item = ITEM.matcher(line);
      boolean begins = item.lookingAt();
      if (!prose || begins) {
        all.add(current.toString());
        current.setLength(0);
      }
      if (prose) {
        current.append(begins ? line.substring(item.end()) : line.strip()).append(' ');
      }
    }
    all.add(current.toString());
    return all;
  }
}
