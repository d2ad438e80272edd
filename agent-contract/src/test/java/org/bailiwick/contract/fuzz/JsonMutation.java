package org.bailiwick.contract.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Mutates JSON as text, because a parsed tree cannot hold the cases on which parsers disagree:
 * repeated members, numbers of any size, lone surrogates, deep nesting, octets that are not UTF-8.
 */
public final class JsonMutation {

  private static final int MAX_CHANGES = 4;
  private static final int DEEP = 20_000;
  private static final int LONG = 20_000;

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "[[]]",
          "\"\"",
          "0",
          "-0",
          "1.0",
          "1e1",
          "-1",
          "1E400",
          "9223372036854775808",
          "1e-999999999",
          "1e999999999",
          "NaN",
          "01",
          "'x'",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u202e\"",
          "\"\u0430\"",
          "\"../../etc\"",
          "\"a\\nb\"",
          "{\"\":{}}",
          "[null]",
          "{\"a\":1,\"a\":2}",
          "/**/1",
          "\ufeff1");

  /** A part of a text, from its first character to the position after its last. */
  private record Span(int from, int to) {
    String in(String text) {
      return text.substring(from, to);
    }
  }

  private JsonMutation() {}

  /** The seed with one to four mutations, as octets. */
  public static byte[] of(String seed, Choices choices) {
    String text = seed;
    for (int i = 1 + choices.below(MAX_CHANGES); i > 0 && choices.hasMore(); i--) {
      List<Span> spans = spans(text);
      if (!spans.isEmpty()) {
        text = changed(text, spans.get(choices.below(spans.size())), spans, choices);
      }
    }
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (octets.length > 0 && choices.below(16) == 15) {
      octets[choices.below(octets.length)] = (byte) choices.octet();
    }
    return octets;
  }

  private static String changed(String text, Span at, List<Span> all, Choices choices) {
    String old = at.in(text);
    String value =
        switch (choices.below(9)) {
          case 0 -> "";
          case 1 -> old + "," + old;
          case 2 -> all.get(choices.below(all.size())).in(text);
          case 3 -> "[".repeat(1 + choices.below(DEEP));
          case 4 -> nested(1 + choices.below(DEEP));
          case 5 -> "9".repeat(1 + choices.below(LONG));
          case 6 -> '"' + "\\u00e9".repeat(1 + choices.below(LONG / 6)) + '"';
          case 7 -> new String(choices.rest(), StandardCharsets.UTF_8);
          default -> VALUES.get(choices.below(VALUES.size()));
        };
    return text.substring(0, at.from()) + value + text.substring(at.to());
  }

  private static String nested(int levels) {
    return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
  }

  /** The spans of strings, words, numbers, members, objects and arrays. */
  private static List<Span> spans(String text) {
    List<Span> spans = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    for (int at = 0; at < text.length() && spans.size() < 256; at++) {
      char here = text.charAt(at);
      if (here == '{' || here == '[') {
        open.add(at);
      } else if ((here == '}' || here == ']') && !open.isEmpty()) {
        spans.add(new Span(open.removeLast(), at + 1));
      } else if (here == '"') {
        at = string(text, at, spans);
      } else if (Character.isLetterOrDigit(here) || here == '-') {
        int from = at;
        while (at + 1 < text.length() && "}],: \n".indexOf(text.charAt(at + 1)) < 0) {
          at++;
        }
        spans.add(new Span(from, at + 1));
      }
    }
    return spans;
  }

  /**
   * Adds the span of a string and, if the string is a member's name, of the member. Returns the end
   * of the string.
   */
  private static int string(String text, int from, List<Span> spans) {
    int end = from + 1;
    while (end < text.length() && text.charAt(end) != '"') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    int last = Math.min(end, text.length() - 1);
    spans.add(new Span(from, last + 1));
    if (last + 2 < text.length() && text.charAt(last + 1) == ':' && text.charAt(last + 2) == '"') {
      int close = text.indexOf('"', last + 3);
      if (close > 0) {
        spans.add(new Span(from, close + 1));
      }
    }
    return last;
  }
}
