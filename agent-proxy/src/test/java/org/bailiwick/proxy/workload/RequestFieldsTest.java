package org.bailiwick.proxy.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests in Protocol Buffers. */
class RequestFieldsTest {
  private static final byte[] REQUEST =
      new ProtocolBuffer()
          .text(1, "a")
          .number(9, 1)
          .flag(8, true)
          .text(1, "b")
          .text(2, "c")
          .encoded();

  @Test
  void readsTextsAndSkipsOtherFields() {
    RequestFields fields = RequestFields.read(REQUEST).orElseThrow();
    assertThat(fields.all(1)).containsExactly("a", "b");
    assertThat(fields.last(1)).isEqualTo("b");
    assertThat(fields.last(2)).isEqualTo("c");
    assertThat(fields.last(3)).isEmpty();
  }

  @Test
  void refusesWhatIsCutOffOrNoText() {
    assertThat(RequestFields.read(new byte[] {10})).isEmpty();
    assertThat(RequestFields.read(new byte[] {10, 2, 'a'})).isEmpty();
    assertThat(RequestFields.read(new byte[] {10, 1, (byte) 0xC3})).isEmpty();
    assertThat(RequestFields.read(new byte[] {11})).as("a group").isEmpty();
    assertThat(RequestFields.read(new byte[] {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}))
        .isEmpty();
  }

  /** Whatever the octets are, there is an answer; the seed is fixed so that a failure repeats. */
  @Test
  void anyOctetsAreReadOrRefused() {
    Random random = new Random(20261201);
    for (int round = 0; round < 50_000; round++) {
      byte[] octets = Arrays.copyOf(REQUEST, random.nextInt(REQUEST.length + 1));
      for (int change = random.nextInt(4); change > 0 && octets.length > 0; change--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> RequestFields.read(octets)).doesNotThrowAnyException();
    }
  }
}
