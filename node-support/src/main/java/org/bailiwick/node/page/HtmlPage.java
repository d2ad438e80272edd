package org.bailiwick.node.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An HTML document that is written part by part. Every argument is plain text: nothing that a
 * caller passes can become markup.
 */
public final class HtmlPage {
  private static final Pattern TIME = Pattern.compile("[0-9-]{10}T[0-9:]{8}Z");

  /** The policy that a page is sent with: this style and nothing else. */
  static final String CONTENT_SECURITY_POLICY = PageStyle.policy("'none'");

  private final String title;
  private final StringBuilder body = new StringBuilder(4096);
  private boolean hasForm;

  /** Who answers for the values of a part. */
  public enum Part {
    /** The authority has signed them. */
    SIGNED,
    /** Nobody has signed them. */
    UNSIGNED;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public HtmlPage(String title) {
    this.title = title;
    element("h1", title);
  }

  /** A heading below that of the page. */
  public HtmlPage section(String heading) {
    element("h2", heading);
    return this;
  }

  /** A heading below that of a section, which is a link. */
  public HtmlPage subsection(PageLink link) {
    body.append("<h3>");
    anchor(link);
    body.append("</h3>\n");
    return this;
  }

  /**
   * Values by their names in a frame of their own, which tells at each value who answers for them.
   * No text of a value can end the frame, or look like the other one.
   */
  public HtmlPage part(Part by, String heading, Map<String, String> facts) {
    body.append("<div role=\"group\" class=\"").append(by.text()).append("\" aria-label=\"");
    body.append(escaped(heading)).append("\">\n");
    element("h3", heading);
    Map<String, String> named = new LinkedHashMap<>();
    facts.forEach((name, value) -> named.put(name + " (" + by.text() + ")", value));
    facts(named);
    body.append("</div>\n");
    return this;
  }

  /** A form that asks for this page with parameters, and changes nothing. */
  public HtmlPage form(PageForm form) {
    hasForm = true;
    body.append("<form method=\"get\" action=\"./\">\n");
    form.fixed().forEach((name, value) -> input("hidden", name, value).append(">\n"));
    form.fields().forEach(this::field);
    body.append("<button type=\"submit\">").append(escaped(form.action())).append("</button>\n");
    body.append("</form>\n");
    return this;
  }

  private void field(PageForm.Field field) {
    String hint = field.name() + "-hint";
    body.append("<div><label for=\"").append(escaped(field.name())).append("\">");
    body.append(escaped(field.label())).append("</label>\n");
    if (field.choices().isEmpty()) {
      input("text", field.name(), field.value());
    } else {
      body.append("<select name=\"").append(escaped(field.name())).append('"');
    }
    body.append(" id=\"").append(escaped(field.name())).append("\" aria-describedby=\"");
    body.append(escaped(hint)).append("\">\n");
    field.choices().forEach(choice -> option(choice, choice.equals(field.value())));
    body.append(field.choices().isEmpty() ? "" : "</select>\n");
    body.append("<p class=\"hint\" id=\"").append(escaped(hint)).append("\">");
    body.append(escaped(field.hint())).append("</p></div>\n");
  }

  private StringBuilder input(String type, String name, String value) {
    body.append("<input type=\"").append(type).append("\" name=\"").append(escaped(name));
    return body.append("\" value=\"").append(escaped(value)).append('"');
  }

  private void option(String choice, boolean chosen) {
    body.append("<option value=\"").append(escaped(choice)).append(chosen ? "\" selected>" : "\">");
    body.append(escaped(choice.isEmpty() ? "any" : choice)).append("</option>\n");
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
    // Whoever has no mouse scrolls a wide table by the keyboard.
    body.append("<div tabindex=\"0\" role=\"group\" aria-label=\"Table: ");
    body.append(escaped(String.join(", ", columns))).append("\"><table>\n<thead><tr>");
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
        + PageStyle.TEXT
        + "</style>\n</head>\n<body>\n<main>\n"
        + body
        + "</main>\n</body>\n</html>\n";
  }

  /** The policy that this page is sent with; a form may ask for this page alone. */
  String contentSecurityPolicy() {
    return hasForm ? PageStyle.policy("'self'") : CONTENT_SECURITY_POLICY;
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

  /** A cell; the states of health checks are shown in a colour besides, and no time is broken. */
  private void cell(String tag, String text) {
    String state =
        switch (text) {
          case "UP" -> " class=\"up\"";
          case "DOWN" -> " class=\"down\"";
          default -> TIME.matcher(text).matches() ? " class=\"time\"" : "";
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
