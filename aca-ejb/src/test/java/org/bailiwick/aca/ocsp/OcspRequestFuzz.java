package org.bailiwick.aca.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.junit.jupiter.params.provider.MethodSource;

/** Anything that is posted to the responder gets an OCSP answer, and never an internal error. */
class OcspRequestFuzz {

  private static final ResponderFixture FIXTURE = fixture();
  private static final byte[][] REQUESTS = {
    TestRequests.plain(TestRequests.sha1(FIXTURE.ca.issuing(), 4711)),
    TestRequests.withNonce(
        32,
        TestRequests.sha256(FIXTURE.ca.issuing(), 4711),
        TestRequests.sha1(FIXTURE.ca.issuing(), 2))
  };

  static Stream<byte[]> seeds() {
    return Inputs.seeds(REQUESTS);
  }

  private static ResponderFixture fixture() {
    try {
      ResponderFixture fixture = new ResponderFixture(Files.createTempDirectory("fuzz"));
      fixture.certified().issue(4711);
      return fixture;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("seeds")
  @Fuzz
  void isAnsweredAsOcspSays(byte[] input) throws Exception {
    byte[] request = Inputs.der(new Choices(input), REQUESTS);
    Bounds.hold(
        request.length,
        () -> {
          ByteArrayOutputStream answer = new ByteArrayOutputStream();
          FIXTURE.responder.answer(request).writeTo(answer);
          assertThat(new OCSPResp(answer.toByteArray()).getStatus())
              .isNotEqualTo(OCSPResponseStatus.INTERNAL_ERROR);
          FIXTURE.counted.clear();
        });
  }
}
