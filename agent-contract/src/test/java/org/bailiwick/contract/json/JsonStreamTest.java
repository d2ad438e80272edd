package org.bailiwick.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStreamTest {

  private static Optional<String> at(String json, String... path) throws IOException {
    return at(json.getBytes(StandardCharsets.UTF_8), path);
  }

  private static Optional<String> at(byte[] json, String... path) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    boolean found =
        JsonStream.copy(new ByteArrayInputStream(json), List.of(path), copy, Integer.MAX_VALUE);
    return found ? Optional.of(copy.toString(StandardCharsets.UTF_8)) : Optional.empty();
  }

  @Test
  void copiesTheValueAtThePlaceWithoutWhiteSpace() throws IOException {
    String json = " {\"a\" : [1, {\"b/\": \"x \\u00e4\", \"c\":null}, true ],\n\"d\":\"\u00e4\"} ";

    assertThat(at(json)).contains("{\"a\":[1,{\"b/\":\"x \\u00e4\",\"c\":null},true],\"d\":\"ä\"}");
    assertThat(at(json, "a")).contains("[1,{\"b/\":\"x \\u00e4\",\"c\":null},true]");
    assertThat(at(json, "a", "1", "b/")).contains("\"x \\u00e4\"");
    assertThat(at(json, "d")).contains("\"ä\"");
    assertThat(at(json, "a", "3")).isEmpty();
    assertThat(at(json, "a", "01")).isEmpty();
    assertThat(at(json, "d", "x")).isEmpty();
  }

  @Test
  void findsMemberByNameThatIsWrittenWithEscapes() throws IOException {
    assertThat(at("{\"out\\u0070ut\":7}", "output")).contains("7");
    assertThat(at("{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\":7}", "\"\\/\b\f\n\r\t")).contains("7");
  }

  /** Each text is read or refused as {@link StrictJson} does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{}",
        "[]",
        "[ ]",
        "{ }",
        "null",
        "nul",
        "truex",
        "true",
        "false",
        "\"\"",
        "\"",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":{\"a\":1}}",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\":1,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "[1 2]",
        "1 2",
        "{} {}",
        "01",
        "-01",
        "-",
        "-0",
        "0",
        "1.",
        ".5",
        "1.5",
        "1e5",
        "1E+5",
        "1e",
        "1e1234",
        "+1",
        "--1",
        "1-2",
        "123456789012345678901",
        "12345678901234567890",
        "0.123456789012345678901",
        "NaN",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\uD800\"",
        "\"a\tb\"",
        "\"a\nb\"",
        "'a'",
        "/**/1",
        "[[[[[[[[[[]]]]]]]]]]",
        "\uFEFF1",
        "[1",
        "{\"a\":1",
        "\u00a01",
        "1\u0000",
        "[\"\u20ac\"]"
      })
  void refusesWhatTheOtherReaderRefuses(String json) throws IOException {
    boolean isRead = !isRefused(() -> StrictJson.value(json));

    assertThat(!isRefused(() -> at(json))).isEqualTo(isRead);
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static boolean isRefused(Reading reading) throws IOException {
    try {
      reading.read();
      return false;
    } catch (ProblemException e) {
      return true;
    }
  }

  @Test
  void refusesDeepNesting() throws IOException {
    assertThat(at("[".repeat(64) + "]".repeat(64))).isPresent();
    assertThatThrownBy(() -> at("[".repeat(65) + "]".repeat(65)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("json-depth"));
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    for (byte[] bytes :
        List.of(
            new byte[] {'"', (byte) 0xff, '"'},
            new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xe2, (byte) 0x82})) {
      assertThatThrownBy(() -> at(bytes))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("json-encoding"));
    }
  }

  @Test
  void refusesMoreValuesThanAllowed() {
    byte[] json = "[1,2,3]".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                JsonStream.copy(
                    new ByteArrayInputStream(json),
                    List.of("7"),
                    OutputStream.nullOutputStream(),
                    3))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("json-values"));
  }

  @Test
  void needsLittleMemoryForALongText() throws IOException {
    long letters = 32L << 20;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long[] copied = {0};

    boolean found =
        JsonStream.copy(new LongString(letters), List.of("output"), counting(copied), 10);

    assertThat(found).isTrue();
    assertThat(copied[0]).isEqualTo(letters + 2);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  private static OutputStream counting(long[] octets) {
    return new OutputStream() {
      @Override
      public void write(int octet) {
        octets[0]++;
      }

      @Override
      public void write(byte[] written, int from, int count) {
        octets[0] += count;
      }
    };
  }

  /** {@code {"output":"aaa…"}} with so many letters. */
  private static final class LongString extends InputStream {
    private final byte[] head = "{\"output\":\"".getBytes(StandardCharsets.UTF_8);
    private final byte[] tail = "\"}".getBytes(StandardCharsets.UTF_8);
    private final long letters;
    private long at;

    LongString(long letters) {
      this.letters = letters;
    }

    @Override
    public int read() {
      long place = at++;
      if (place < head.length) {
        return head[(int) place];
      }
      long after = place - head.length - letters;
      if (after < 0) {
        return 'a';
      }
      return after < tail.length ? tail[(int) after] : -1;
    }

    @Override
    public int read(byte[] octets, int from, int count) {
      int read = 0;
      while (read < count) {
        int octet = read();
        if (octet < 0) {
          return read == 0 ? -1 : read;
        }
        octets[from + read++] = (byte) octet;
      }
      return read;
    }
  }
}
