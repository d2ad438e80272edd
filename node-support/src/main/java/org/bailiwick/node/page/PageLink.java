package org.bailiwick.node.page;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A link of a page.
 *
 * @param text what is read and clicked
 * @param target an http or https URL, or a query of the page's own URL
 * @param purpose what is behind it; may be empty
 */
public record PageLink(String text, String target, String purpose) {

  public PageLink {
    if (!target.startsWith("https://")
        && !target.startsWith("http://")
        && !target.startsWith("?")) {
      throw new IllegalArgumentException("a page links to http and https URLs only");
    }
  }

  public static PageLink to(URI target, String text, String purpose) {
    return new PageLink(text, target.toString(), purpose);
  }

  /** A link to the page itself with these parameters, in the order of the map. */
  public static PageLink withQuery(Map<String, String> parameters, String text) {
    String query =
        parameters.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
    return new PageLink(text, query, "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
