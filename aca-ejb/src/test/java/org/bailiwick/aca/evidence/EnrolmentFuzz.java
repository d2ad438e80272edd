package org.bailiwick.aca.evidence;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole submission of a device that is trusted to sign: statement, its header, EAT and user token
 * are anything, the rest fits, so that each reaches the check that it is for.
 */
class EnrolmentFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final TestMaker MAKER = new TestMaker("Maker");
  private static final TestProvider PROVIDER = new TestProvider();
  private static final NonceMint NONCES = new NonceMint(new byte[32], Duration.ofMinutes(5), CLOCK);
  private static final EvidenceReview REVIEW = TrustingReview.of(MAKER, PROVIDER, NONCES, CLOCK);
  private static final TestDevice DEVICE = new TestDevice(MAKER, NONCES.mint().value(), NOW);
  private static final PrivateKey KEY = DEVICE.deviceKey.getPrivate();
  private static final String USER = PROVIDER.token(NOW);
  private static final String HEADER = header();
  private static final String EAT_HEADER = "{\"alg\":\"ES256\",\"typ\":\"eat+jwt\"}";
  private static final String EAT = JsonUtil.toJson(DEVICE.eat);

  static Stream<byte[]> seeds() {
    String statement = statement(signed(EAT_HEADER, octets(EAT)));
    return Stream.of(
            Inputs.decided(Stream.of(octets(USER)), 0),
            Inputs.decided(Inputs.seeds(EAT), 1),
            Inputs.decided(Stream.of(octets(signed(HEADER, octets(statement)))), 2),
            Inputs.decided(Inputs.seeds(statement), 3),
            Inputs.decided(Inputs.seeds(HEADER), 4))
        .flatMap(Function.identity());
  }

  private static String header() {
    try {
      String leaf = Base64.getEncoder().encodeToString(DEVICE.chain.getFirst().getEncoded());
      return "{\"alg\":\"ES256\",\"typ\":\"enrolment-statement+jwt\",\"x5c\":[\"" + leaf + "\"]}";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String statement(String eat) {
    Map<String, Object> claims = new HashMap<>(DEVICE.request);
    claims.put("csr_sha256", Claims.sha256(DEVICE.csr));
    claims.put("eat_sha256", Claims.sha256(eat));
    return JsonUtil.toJson(claims);
  }

  private static String signed(String header, byte[] claims) {
    return Resigned.jws(octets(header), claims, KEY);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Submission submission(Choices choices) {
    int part = choices.below(5);
    String eat =
        part == 1 ? signed(EAT_HEADER, Inputs.json(choices, EAT)) : signed(EAT_HEADER, octets(EAT));
    String statement =
        switch (part) {
          case 2 -> new String(choices.rest(), StandardCharsets.UTF_8);
          case 3 -> signed(HEADER, Inputs.json(choices, statement(eat)));
          case 4 -> Resigned.jws(Inputs.json(choices, HEADER), octets(statement(eat)), KEY);
          default -> signed(HEADER, octets(statement(eat)));
        };
    String user = part == 0 ? new String(choices.rest(), StandardCharsets.UTF_8) : USER;
    return new Submission(
        statement,
        new KeyClaim.Csr(Octets.of(DEVICE.csr)),
        Optional.of(eat),
        Optional.of(user),
        List.of(),
        OwnerProofs.NONE);
  }

  @MethodSource("seeds")
  @Fuzz
  void isAnApplicantsOrRefused(byte[] input) throws Exception {
    Submission submission = submission(new Choices(input));
    Bounds.hold(
        submission.statement().length() + submission.eat().orElseThrow().length(),
        () -> REVIEW.review(REVIEW.authenticate(submission)));
  }
}
