package org.bailiwick.aca.evidence;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.request.ForeseenRequest;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.nonce.NonceTickets;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.testing.TestAttribute;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests over EST from a trusted device, or from an agent of it that renews: CSR, attestation in
 * it, its header and the nonce's ticket are fuzzed, the rest is sound.
 */
class ForeseenRequestFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String SCOPE = "est default";
  private static final KeyPair AGENT = TestKeys.ec();
  private static final TestMaker MAKER = new TestMaker("Maker");
  private static final NonceMint NONCES = new NonceMint(new byte[32], Duration.ofMinutes(5), CLOCK);
  private static final NonceTickets.Ticket TICKET = new NonceTickets(NONCES).issue(SCOPE, 32);
  private static final TestDevice DEVICE = device();
  private static final PrivateKey KEY = DEVICE.deviceKey.getPrivate();
  private static final EvidenceReview REVIEW =
      TrustingReview.of(MAKER, new TestProvider(), NONCES, CLOCK);
  private static final UserContext USER =
      new UserContext("https://idp.example", "alice", Set.of(), Map.of(), NOW, Optional.empty());
  private static final X509Certificate CURRENT =
      TestCa.create("bailiwick.example").agent("reader", "invoice.parse@1").certificate();
  private static final String HEADER = header();
  private static final String EAT = JsonUtil.toJson(DEVICE.eat);
  private static final byte[] CSR = csr(Resigned.jws(octets(HEADER), octets(EAT), KEY));

  static Stream<byte[]> seeds() {
    return Stream.of(
            Inputs.decided(Stream.of(octets(TICKET.text())), 0, 0),
            Inputs.decided(Inputs.seeds(CSR), 0, 1),
            Inputs.decided(Inputs.changes(), 1, 2),
            Inputs.decided(Inputs.seeds(EAT), 0, 3),
            Inputs.decided(Inputs.seeds(HEADER), 1, 4))
        .flatMap(Function.identity());
  }

  private static TestDevice device() {
    TestDevice device = new TestDevice(MAKER, TICKET.nonce().value(), NOW);
    device.eat.put("cnf", TestVerifier.cnf(AGENT.getPublic()));
    return device;
  }

  private static String header() {
    String leaf = Base64.getEncoder().encodeToString(encoded(DEVICE.chain.getFirst()));
    return "{\"alg\":\"ES256\",\"typ\":\"eat+jwt\",\"x5c\":[\"" + leaf + "\"]}";
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] csr(String eat) {
    return TestCsr.of(AGENT)
        .subject("CN=reader")
        .uri("spiffe://bailiwick.example/agent/reader")
        .attribute(TestAttribute.OID, TestAttribute.ofJwt(eat))
        .der();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] csr(Choices choices) {
    return switch (choices.below(5)) {
      case 0 -> CSR;
      case 1 -> Inputs.der(choices, CSR);
      case 2 -> Resigned.der(CSR, choices, AGENT.getPrivate());
      case 3 -> csr(Resigned.jws(octets(HEADER), Inputs.json(choices, EAT), KEY));
      default -> csr(Resigned.jws(Inputs.json(choices, HEADER), octets(EAT), KEY));
    };
  }

  private static ForeseenRequest request(Choices choices) {
    AttestedSubject device = REVIEW.device(List.of(encoded(DEVICE.chain.getFirst())));
    boolean renews = choices.below(2) == 1;
    AttestedSubject asking =
        renews
            ? AttestedSubject.keyless(ForeseenRequest.RENEWED, device.issuer(), device.subject())
            : device;
    Octets csr = Octets.of(csr(choices));
    String ticket =
        choices.hasMore() ? new String(choices.rest(), StandardCharsets.UTF_8) : TICKET.text();
    return new ForeseenRequest(
        "est",
        csr,
        TestRequest.reader(),
        List.of(asking.onBehalfOf(USER)),
        List.of(),
        renews ? Optional.of(CURRENT) : Optional.empty(),
        Optional.of(new NonceTickets.Shown(SCOPE, ticket)));
  }

  @MethodSource("seeds")
  @Fuzz
  void isAnApplicantsOrRefused(byte[] input) throws Exception {
    ForeseenRequest request = request(new Choices(input));
    Bounds.hold(request.csr().size() + input.length, () -> REVIEW.review(request));
  }
}
