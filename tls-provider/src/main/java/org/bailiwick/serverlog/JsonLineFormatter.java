package org.bailiwick.serverlog;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * Formats each log record as one line with one JSON object (RFC 8259). Members: {@code Timestamp}
 * (RFC 3339, UTC, milliseconds), {@code Level}, {@code Node}, {@code LoggerName}, {@code
 * ThreadName}; then the members of an event of ours, or {@code LogMessage} with {@code MessageID}
 * where the server has one; and {@code Throwable} with {@code Exception} and {@code StackTrace}.
 *
 * <p>An event of ours reaches this class as the text of a JSON object, because the loggers of the
 * JDK take texts only. Its members are put beside the others, so that readers need not parse a
 * string again.
 */
public final class JsonLineFormatter extends Formatter {
  private static final String OURS = "org.bailiwick.";
  private static final String EVENT = "{\"event\":\"";
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DEL = 0x7f;

  private final String node = nodeName(System.getProperty("bailiwick.node", ""));

  /** The name of the node whose folder is given to its process. */
  private static String nodeName(String folder) {
    Path name = Path.of(folder).getFileName();
    return name == null ? "" : name.toString();
  }

  @Override
  public String format(LogRecord line) {
    StringBuilder out = new StringBuilder(512);
    out.append('{');
    member(out, "Timestamp", line.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    member(out, "Level", line.getLevel().getName());
    if (!node.isEmpty()) {
      member(out, "Node", node);
    }
    member(out, "LoggerName", line.getLoggerName());
    member(out, "ThreadName", Thread.currentThread().getName());
    message(out, line);
    if (line.getThrown() != null) {
      thrown(out, line.getThrown());
    }
    return out.append("}\n").toString();
  }

  private void message(StringBuilder out, LogRecord line) {
    String text = line.getMessage();
    if (isEvent(line.getLoggerName(), text)) {
      out.append(',').append(text, 1, text.length() - 1);
      return;
    }
    if (hasId(line.getResourceBundle(), text)) {
      member(out, "MessageID", text);
    }
    member(out, "LogMessage", text == null ? "" : formatMessage(line));
  }

  /** Whether the text is the JSON object of an event, as the nodes' structured log writes it. */
  private static boolean isEvent(String logger, String text) {
    return logger != null
        && text != null
        && logger.startsWith(OURS)
        && text.startsWith(EVENT)
        && text.endsWith("}")
        && text.chars().noneMatch(each -> each < FIRST_PRINTABLE);
  }

  /** Whether the text is the key of a message in the server's own catalogue. */
  private static boolean hasId(ResourceBundle catalogue, String text) {
    try {
      return catalogue != null && text != null && catalogue.containsKey(text);
    } catch (MissingResourceException e) {
      return false;
    }
  }

  private static void thrown(StringBuilder out, Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    out.append(",\"Throwable\":{");
    member(out, "Exception", thrown.getClass().getName());
    member(out, "StackTrace", trace.toString());
    out.append('}');
  }

  private static void member(StringBuilder out, String name, String value) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    out.append('"').append(name).append("\":\"");
    String text = value == null ? "" : value;
    for (int at = 0; at < text.length(); at++) {
      character(out, text.charAt(at));
    }
    out.append('"');
  }

  private static void character(StringBuilder out, char each) {
    switch (each) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      case '\r' -> out.append("\\r");
      default -> {
        if (each < FIRST_PRINTABLE || each == DEL || isOddForReaders(each)) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
        } else {
          out.append(each);
        }
      }
    }
  }

  /**
   * Surrogates, of which a lone one cannot be written in UTF-8, and the separators that some
   * readers take for the end of a line.
   */
  private static boolean isOddForReaders(char each) {
    return Character.isSurrogate(each) || each == '\u0085' || each == '\u2028' || each == '\u2029';
  }
}
