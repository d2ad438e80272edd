package org.bailiwick.broker.metrics;

import java.util.List;
import java.util.Locale;

/**
 * Writes families of metrics in the text exposition format of Prometheus, version 0.0.4: for each
 * family its help and type, then a line for each series.
 */
final class MetricText {
  /** The media type of the format. */
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(4096);

  /** Begins a family; its series follow. */
  void family(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /**
   * One series.
   *
   * @param labels names and values in turn
   */
  void series(String name, List<String> labels, double value) {
    out.append(name);
    for (int i = 0; i < labels.size(); i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
      escape(labels.get(i + 1));
      out.append('"');
    }
    out.append(labels.isEmpty() ? " " : "} ").append(number(value)).append('\n');
  }

  /** A family of one series without labels. */
  void single(String name, String type, String help, double value) {
    family(name, type, help);
    series(name, List.of(), value);
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      switch (each) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(Character.isISOControl(each) ? '?' : each);
      }
    }
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%d", (long) value)
        : Double.toString(value);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
