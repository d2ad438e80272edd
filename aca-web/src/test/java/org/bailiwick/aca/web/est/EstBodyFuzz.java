package org.bailiwick.aca.web.est;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.json.StrictJson;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Input that EST reads before the client is authenticated: bodies of CSRs and of nonce requests,
 * and a login.
 */
class EstBodyFuzz {

  private static final String[] NONCE_REQUESTS = {
    "{\"len\":32,\"reqTypeInfo\":{\"type\":\"1.2.3\",\"reqInfo\":{\"a\":[1,2]}}}"
  };

  static Stream<byte[]> seeds() {
    return Stream.concat(
        Inputs.seeds("MAA=", " M\tA\r\nA=", "Basic cmVhZGVyOmJ3am9pbl94"),
        Inputs.seeds(NONCE_REQUESTS));
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    Bounds.hold(input.length, () -> EstBody.csr(input));
    byte[] body = Inputs.json(new Choices(input), NONCE_REQUESTS);
    Bounds.hold(
        body.length,
        () -> {
          StrictJson.value(body); // as JsonBodyGuard does before
          NonceRequest.octets(body);
        });
    String login = new String(input, StandardCharsets.ISO_8859_1);
    Bounds.hold(input.length, () -> BasicLogin.parse(login));
    Bounds.hold(input.length, () -> BasicLogin.parse("Basic " + login));
  }
}
