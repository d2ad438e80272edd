package org.bailiwick.command.campus.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisconnectPacketTest {
  private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] request =
      DisconnectPacket.request(7, JournalLineTest.session("", "").attributes(), SECRET);
  private final TestSwitch far = new TestSwitch("0123456789abcdef");

  @Test
  void aRequestHasBothAuthenticators() {
    assertThat(far.accepts(request)).isTrue();
    assertThat(new TestSwitch("another-secret-xx").accepts(request)).isFalse();
    for (int at = 0; at < request.length; at++) {
      byte[] changed = request.clone();
      changed[at] ^= 1;
      assertThat(far.accepts(changed)).as("octet " + at).isFalse();
    }
  }

  @Test
  void readsAnswers() {
    assertThat(read(far.answer(request, 41, 0))).hasValue(new DisconnectAnswer(true, 0));
    assertThat(read(far.answer(request, 42, 503))).hasValue(new DisconnectAnswer(false, 503));
    assertThat(read(far.answer(request, 42, 0))).hasValue(new DisconnectAnswer(false, 0));
    byte[] padded = Arrays.copyOf(far.answer(request, 41, 0), 200);
    assertThat(read(padded)).isPresent();
  }

  private Optional<DisconnectAnswer> read(byte[] answer) {
    return DisconnectPacket.answer(answer, request, SECRET);
  }

  @Test
  void believesNoAnswerThatIsNotToThisRequest() {
    byte[] answer = far.answer(request, 41, 503);
    for (int at = 0; at < answer.length; at++) {
      byte[] changed = answer.clone();
      changed[at] ^= 1;
      assertThat(read(changed)).as("octet " + at).isEmpty();
      assertThat(read(Arrays.copyOf(answer, at))).as(at + " octets").isEmpty();
    }
    byte[] other = DisconnectPacket.request(7, List.of(), SECRET);
    assertThat(read(far.answer(other, 41, 0))).isEmpty();
    assertThat(read(new TestSwitch("another-secret-xx").answer(request, 41, 0))).isEmpty();
    assertThat(read(far.answer(request, 44, 0))).isEmpty();
    assertThat(read(new byte[0])).isEmpty();
  }

  @Test
  void believesNoAnswerWithAForeignMessageAuthenticator() {
    byte[] answer = far.answerWith(request, 41, new byte[16]);
    assertThat(read(answer)).isEmpty();
    assertThat(read(far.answerWith(request, 41, new byte[3]))).isEmpty();
  }
}
