package org.bailiwick.system.clients;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.system.Nodes;

/** What a reader of a page types: its blocks of code, with the reader's own names in them. */
final class Page {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private final String text;

  private Page(String text) {
    this.text = text;
  }

  /** A page by its path below the root of the sources. */
  static Page of(String path) {
    return new Page(Nodes.read(ROOT.resolve(path)));
  }

  /** The same with other words in the place of these, all of which must occur. */
  Page with(String... pairs) {
    String changed = text;
    for (int i = 0; i < pairs.length; i += 2) {
      if (!changed.contains(pairs[i])) {
        throw new AssertionError("the page does not have " + pairs[i]);
      }
      changed = changed.replace(pairs[i], pairs[i + 1]);
    }
    return new Page(changed);
  }

  /** The block with this number, from 0, of those in this language. */
  String block(String language, int number) {
    List<String> blocks =
        BLOCK
            .matcher(text)
            .results()
            .filter(found -> found.group(1).equals(language))
            .map(found -> found.group(2))
            .toList();
    if (blocks.size() <= number) {
      throw new AssertionError("the page has only " + blocks.size() + " blocks of " + language);
    }
    return blocks.get(number);
  }

  /** The text between two others. */
  String between(String begin, String end) {
    Matcher found =
        Pattern.compile(Pattern.quote(begin) + "(.*?)" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(text);
    if (!found.find()) {
      throw new AssertionError("the page does not have " + begin);
    }
    return found.group(1);
  }
}
