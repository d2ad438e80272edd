package org.bailiwick.contract.json;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Copies one value out of a JSON text that is too long for the memory. It refuses what {@link
 * StrictJson} and {@link JsonTexts} refuse, and keeps of the text only the member names of the
 * objects around the present place. The copy has no white space between values; strings and numbers
 * are copied as they are written.
 */
public final class JsonStream {
  private static final int BUFFER = 16 * 1024;
  private static final int END = -1;
  private static final int LONGEST_NUMBER = 50;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,19})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?");

  private final Reader in;
  private final char[] buffer = new char[BUFFER];
  private final List<String> path;
  private final Writer copy;
  private final int maxValues;
  private int position;
  private int filled;
  private int next;
  private int values;
  private boolean copying;
  private boolean found;

  private JsonStream(Reader in, List<String> path, Writer copy, int maxValues) throws IOException {
    this.in = in;
    this.path = path;
    this.copy = copy;
    this.maxValues = maxValues;
    this.next = read();
  }

  /**
   * Reads the whole text, and copies the value at this place of it.
   *
   * @param path the tokens of a JSON Pointer (RFC 6901 section 4), unescaped; none for the whole
   *     value
   * @param copy gets UTF-8, and is flushed and not closed
   * @param maxValues greatest number of JSON values in the text
   * @return whether there is a value at this place
   * @throws org.bailiwick.contract.problem.ProblemException as {@link StrictJson}, and with check
   *     json-values; a part of the value may have been copied then
   * @throws IOException of the streams
   */
  public static boolean copy(InputStream utf8, List<String> path, OutputStream copy, int maxValues)
      throws IOException {
    Writer writer =
        new BufferedWriter(new OutputStreamWriter(copy, StandardCharsets.UTF_8), BUFFER);
    try {
      Reader reader = new InputStreamReader(utf8, StandardCharsets.UTF_8.newDecoder());
      JsonStream stream = new JsonStream(reader, List.copyOf(path), writer, maxValues);
      stream.whole();
      writer.flush();
      return stream.found;
    } catch (CharacterCodingException e) {
      throw StrictJson.refusal("json-encoding", "The JSON is not in UTF-8.");
    }
  }

  private void whole() throws IOException {
    space();
    value(0, 0);
    space();
    if (next != END) {
      throw malformed();
    }
  }

  /** Reads a value; {@code matched} tokens of the path lead to it, or -1 if it is aside. */
  private void value(int depth, int matched) throws IOException {
    values++;
    if (values > maxValues) {
      throw StrictJson.refusal("json-values", "The JSON has more than " + maxValues + " values.");
    }
    boolean wanted = matched == path.size();
    if (wanted) {
      copying = true;
      found = true;
    }
    switch (next) {
      case '{' -> object(depth + 1, matched);
      case '[' -> array(depth + 1, matched);
      case '"' -> string(null);
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
    if (wanted) {
      copying = false;
    }
  }

  private int child(int matched, String token) {
    boolean leads = matched >= 0 && matched < path.size() && path.get(matched).equals(token);
    return leads ? matched + 1 : -1;
  }

  private void object(int depth, int matched) throws IOException {
    StrictJson.requireDepth(depth, StrictJson.MAX_DEPTH);
    take();
    space();
    if (next == '}') {
      take();
      return;
    }
    Set<String> names = new HashSet<>();
    boolean more = true;
    while (more) {
      StringBuilder name = new StringBuilder();
      string(name);
      if (!names.add(name.toString())) {
        throw StrictJson.repeatedMember();
      }
      space();
      take(':');
      space();
      value(depth, child(matched, name.toString()));
      more = goesOn('}');
    }
  }

  private void array(int depth, int matched) throws IOException {
    StrictJson.requireDepth(depth, StrictJson.MAX_DEPTH);
    take();
    space();
    if (next == ']') {
      take();
      return;
    }
    int index = 0;
    boolean more = true;
    while (more) {
      value(depth, child(matched, Integer.toString(index)));
      index++;
      more = goesOn(']');
    }
  }

  /** Reads the comma after a value or the end of the object or array. */
  private boolean goesOn(char end) throws IOException {
    space();
    if (next == ',') {
      take();
      space();
      return true;
    }
    take(end);
    return false;
  }

  /** Reads a string; {@code text}, if it is there, gets its characters. */
  private void string(StringBuilder text) throws IOException {
    take('"');
    while (next != '"') {
      if (next < ' ') { // also the end of the text
        throw malformed();
      }
      int character = take();
      if (character == '\\') {
        character = escaped();
      }
      if (text != null) {
        text.append((char) character);
      }
    }
    take();
  }

  private int escaped() throws IOException {
    return switch (take()) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed();
    };
  }

  private int unicode() throws IOException {
    int unit = 0;
    for (int digits = 0; digits < 4; digits++) {
      int digit = next < 128 ? Character.digit(next, 16) : -1; // ASCII only
      if (digit < 0) {
        throw malformed();
      }
      take();
      unit = unit * 16 + digit;
    }
    return unit;
  }

  private void word(String word) throws IOException {
    for (int at = 0; at < word.length(); at++) {
      take(word.charAt(at));
    }
  }

  private void number() throws IOException {
    StringBuilder digits = new StringBuilder();
    while ((next >= '0' && next <= '9') || (next != END && "+-.eE".indexOf(next) >= 0)) {
      digits.append((char) take());
      if (digits.length() > LONGEST_NUMBER) {
        throw StrictJson.refusal("json-number", "A JSON number is too long or too large.");
      }
    }
    if (!NUMBER.matcher(digits).matches()) {
      throw malformed();
    }
  }

  private void space() throws IOException {
    while (next == ' ' || next == '\t' || next == '\n' || next == '\r') {
      next = read();
    }
  }

  private void take(char expected) throws IOException {
    if (next != expected) {
      throw malformed();
    }
    take();
  }

  /** Copies the next character, if the place is the wanted one, and goes on. */
  private int take() throws IOException {
    int taken = next;
    if (taken == END) {
      throw malformed();
    }
    if (copying) {
      copy.write(taken);
    }
    next = read();
    return taken;
  }

  private int read() throws IOException {
    if (position == filled) {
      filled = in.read(buffer, 0, BUFFER);
      position = 0;
      if (filled <= 0) {
        filled = 0;
        return END;
      }
    }
    return buffer[position++];
  }

  private static RuntimeException malformed() {
    return StrictJson.refusal("json-syntax", "The JSON is not well formed.");
  }
}
