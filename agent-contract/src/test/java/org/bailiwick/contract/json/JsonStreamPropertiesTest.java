package org.bailiwick.contract.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bailiwick.contract.problem.ProblemException;

/** The two readers of JSON accept the same texts, and find the same values in them. */
class JsonStreamPropertiesTest {

  private static final String TOKENS = "{}[],:\"\\/ \n\t0123456789+-.eEtrufalsn\u00e4";

  /** Short texts of the characters that JSON gives a meaning. */
  @Provide
  Arbitrary<String> anyTexts() {
    return Arbitraries.strings().withChars(TOKENS.toCharArray()).ofMaxLength(9);
  }

  /** Texts that are JSON but for one character, which may be missing or too much. */
  @Provide
  Arbitrary<String> almostJson() {
    Arbitrary<String> texts =
        Arbitraries.of(
            "{\"a\":[1,{\"b\":\"\\u00e4\\n\"},null],\"c\":-0.5e+12}",
            "[{\"a\":true,\"b\":false},\"\\\\\\\"\",[[]],{}]",
            "{\"output\":{\"output\":[0,10]},\"x\":\"\\uD83D\\uDE00\"}");
    return Combinators.combine(
            texts,
            Arbitraries.integers().between(0, 60),
            Arbitraries.strings().withChars(TOKENS.toCharArray()).ofMaxLength(2))
        .as(
            (text, place, put) -> {
              int at = Math.min(place, text.length());
              return text.substring(0, at) + put + text.substring(Math.min(at + 1, text.length()));
            });
  }

  @Property(tries = 3000)
  void readTheSameTexts(@ForAll("anyTexts") String text) throws IOException {
    requireSame(text);
  }

  @Property(tries = 3000)
  void readTheSameTextsNearJson(@ForAll("almostJson") String text) throws IOException {
    requireSame(text);
  }

  private static void requireSame(String text) throws IOException {
    Optional<Object> plain = plain(text);
    Optional<String> copy = copy(text);
    assertThat(copy.isPresent()).as(text).isEqualTo(plain.isPresent());
    if (copy.isPresent()) {
      assertThat(StrictJson.value(copy.get())).isEqualTo(plain.get());
    }
  }

  private static Optional<Object> plain(String text) {
    try {
      return Optional.of(StrictJson.value(text));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> copy(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    try {
      JsonStream.copy(new ByteArrayInputStream(octets), List.of(), out, 1000);
      return Optional.of(out.toString(StandardCharsets.UTF_8));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
