package org.bailiwick.node.page;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.Sha256;

/**
 * An HTML document that is written part by part. Every argument is plain text: nothing that a
 * caller passes can become markup.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root {
        color-scheme: light dark;
        --line: #c9ced6; --soft: #f3f5f8; --good: #17692b; --bad: #a11212;
      }
      @media (prefers-color-scheme: dark) {
        :root { --line: #4a505a; --soft: #23272e; --good: #7fd394; --bad: #ff9d94; }
      }
      body {
        font: 1rem/1.5 system-ui, sans-serif;
        max-width: 75rem; margin: 0 auto; padding: 1rem 1.25rem 3rem;
      }
      h1 { font-size: 1.6rem; margin: 0.5rem 0 0; }
      h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
      p { max-width: 45rem; }
      div { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 0.95rem; }
      th, td {
        text-align: left; vertical-align: top;
        padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid var(--line);
      }
      td { overflow-wrap: anywhere; min-width: 6rem; }
      th { white-space: nowrap; font-weight: 600; }
      pre { background: var(--soft); padding: 0.6rem 0.8rem; overflow-x: auto; }
      .up { color: var(--good); font-weight: 600; }
      .down { color: var(--bad); font-weight: 600; }
      """;

  /** The policy that every page is sent with: this style and nothing else. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(Sha256.of(STYLE))
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String title;
  private final StringBuilder body = new StringBuilder(4096);

  public HtmlPage(String title) {
    this.title = title;
    element("h1", title);
  }

  /** A heading below that of the page. */
  public HtmlPage section(String heading) {
    element("h2", heading);
    return this;
  }

  public HtmlPage paragraph(String text) {
    element("p", text);
    return this;
  }

  /** A command as one types it. */
  public HtmlPage command(String text) {
    element("pre", text);
    return this;
  }

  /** Values by their names, in the order of the map. */
  public HtmlPage facts(Map<String, String> facts) {
    body.append("<div><table>\n");
    facts.forEach(
        (name, value) -> {
          body.append("<tr>");
          cell("th scope=\"row\"", name);
          cell("td", value);
          body.append("</tr>\n");
        });
    body.append("</table></div>\n");
    return this;
  }

  /** A table; each row has a text for each column. */
  public HtmlPage table(List<String> columns, List<List<String>> rows) {
    body.append("<div><table>\n<thead><tr>");
    columns.forEach(column -> cell("th scope=\"col\"", column));
    body.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      body.append("<tr>");
      row.forEach(text -> cell("td", text));
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
    return this;
  }

  /** A table whose first column is a link; each row has a text for each of the other columns. */
  public HtmlPage linkedTable(List<String> columns, List<PageLink> links, List<List<String>> rows) {
    body.append("<div><table>\n<thead><tr>");
    columns.forEach(column -> cell("th scope=\"col\"", column));
    body.append("</tr></thead>\n<tbody>\n");
    for (int i = 0; i < rows.size(); i++) {
      body.append("<tr><td>");
      anchor(links.get(i));
      body.append("</td>");
      rows.get(i).forEach(text -> cell("td", text));
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
    return this;
  }

  public HtmlPage links(List<PageLink> links) {
    body.append("<ul>\n");
    for (PageLink link : links) {
      body.append("<li>");
      anchor(link);
      body.append(escaped(link.purpose().isEmpty() ? "" : ": " + link.purpose())).append("</li>\n");
    }
    body.append("</ul>\n");
    return this;
  }

  /** The document, which ends with the parts written so far. */
  public String text() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + escaped(title)
        + "</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  private void anchor(PageLink link) {
    body.append("<a href=\"")
        .append(escaped(link.target()))
        .append("\">")
        .append(escaped(link.text()))
        .append("</a>");
  }

  private void element(String name, String text) {
    body.append('<').append(name).append('>').append(escaped(text));
    body.append("</").append(name).append(">\n");
  }

  /** A cell; the states of health checks are shown in a colour besides. */
  private void cell(String tag, String text) {
    String state =
        switch (text) {
          case "UP" -> " class=\"up\"";
          case "DOWN" -> " class=\"down\"";
          default -> "";
        };
    body.append('<').append(tag).append(state).append('>').append(escaped(text));
    body.append("</").append(tag, 0, 2).append('>');
  }

  /**
   * The text as it stands in an element or in an attribute within quotation marks. Characters that
   * show nothing or turn the direction of writing, by which a name could look like another one,
   * become U+FFFD.
   */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n' -> out.append('\n');
                default -> out.appendCodePoint(isShown(character) ? character : 0xFFFD);
              }
            });
    return out.toString();
  }

  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
