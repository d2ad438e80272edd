package org.bailiwick.node.json;

import java.util.Collection;
import java.util.Map;

/**
 * Writes JSON text from plain values. It looks up no JSON provider, so that log, audit log and
 * problem documents can be written even when a look-up fails. Members keep the order of the map, so
 * a sorted map of strings, booleans and whole numbers gives the canonical form of RFC 8785. Lone
 * surrogates, which UTF-8 cannot encode, become U+FFFD.
 */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** The object; values may be text, booleans, whole numbers, maps and collections. */
  public static String of(Map<String, ?> members) {
    StringBuilder out = new StringBuilder(256);
    object(out, members);
    return out.toString();
  }

  private static void value(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case Boolean truth -> out.append(truth);
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      case Map<?, ?> map -> object(out, map);
      case Collection<?> items -> array(out, items);
      default -> string(out, value.toString());
    }
  }

  private static void object(StringBuilder out, Map<?, ?> members) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.append(separator);
      string(out, member.getKey().toString());
      out.append(':');
      value(out, member.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private static void array(StringBuilder out, Collection<?> items) {
    out.append('[');
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      value(out, item);
      separator = ",";
    }
    out.append(']');
  }

  static void string(StringBuilder out, String text) {
    out.append('"');
    int plain = 0; // start of the characters that need no escape and are not copied yet
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      if (isPlain(codePoint)) {
        at++;
        continue;
      }
      out.append(text, plain, at);
      character(out, codePoint);
      at += Character.charCount(codePoint);
      plain = at;
    }
    out.append(text, plain, text.length());
    out.append('"');
  }

  private static boolean isPlain(int codePoint) {
    return codePoint >= ' ' && codePoint <= '~' && codePoint != '"' && codePoint != '\\';
  }

  private static void character(StringBuilder out, int codePoint) {
    switch (codePoint) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> {
        if (codePoint < 0x20) {
          out.append("\\u00").append(HEX.charAt(codePoint >> 4)).append(HEX.charAt(codePoint & 15));
        } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
          out.append('\ufffd');
        } else {
          out.appendCodePoint(codePoint);
        }
      }
    }
  }
}
