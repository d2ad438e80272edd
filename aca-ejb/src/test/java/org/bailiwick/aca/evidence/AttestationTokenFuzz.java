package org.bailiwick.aca.evidence;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.attestation.ear.EarClaims;
import org.bailiwick.aca.attestation.ear.EarToken;
import org.bailiwick.aca.attestation.ear.EarVerifier;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.testing.TestAttribute;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.JwtKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.params.provider.MethodSource;

/** Results of a Verifier whose key is trusted, as JWT and CWT, and attestation in a CSR. */
class AttestationTokenFuzz {

  private static final Instant NOW = Instant.parse("2026-11-27T05:00:00Z");
  private static final String NONCE = "AQIDBAUGBwg";
  private static final KeyPair AGENT = TestKeys.ec();
  private static final TestVerifier VERIFIER = new TestVerifier();
  private static final EarVerifier TRUSTED =
      new EarVerifier(
          TestVerifier.DEVELOPER,
          Optional.empty(),
          Set.of("ES256"),
          JwtKeys.of(VERIFIER.key.getPublic()),
          Duration.ofMinutes(10));
  private static final String JSON = JsonUtil.toJson(claims());
  private static final byte[] CLAIMS = TestCbor.of(numbered());
  private static final byte[] CWT = TestCbor.sign1(VERIFIER.key.getPrivate(), numbered());
  private static final byte[] CSR = csr();

  static Stream<byte[]> seeds() {
    return Stream.of(
            Inputs.decided(Stream.of(CSR), 0, 0),
            Inputs.decided(Inputs.seeds(CSR), 0, 1),
            Inputs.decided(Inputs.changes(), 0, 2),
            Inputs.decided(Stream.of(CWT), 1, 0),
            Inputs.decided(Inputs.changes(), 1, 1),
            Inputs.decided(Inputs.changes(), 1, 2),
            Inputs.decided(Inputs.seeds(JSON), 1, 3))
        .flatMap(Function.identity());
  }

  private static Map<String, Object> claims() {
    Map<String, Object> claims = VERIFIER.ear(NONCE, NOW);
    claims.put("cnf", TestVerifier.cnf(AGENT.getPublic()));
    return claims;
  }

  private static Map<Object, Object> numbered() {
    Map<Object, Object> claims = new LinkedHashMap<>();
    claims.put(265, TestVerifier.PROFILE);
    claims.put(6, NOW.getEpochSecond());
    claims.put(1004, Map.of(0, TestVerifier.DEVELOPER, 1, TestVerifier.BUILD));
    claims.put(10, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    claims.put(8, TestCbor.cnf(AGENT));
    claims.put(
        266, Map.of("a", Map.of(1000, 2, 1001, Map.of(0, 2, 2, 2), 1003, List.of("policy"))));
    return claims;
  }

  private static byte[] csr() {
    ASN1Encodable record = new DEROctetString(TestCbor.of(List.of(ConveyedToken.EAT_CWT, CWT, 8)));
    ASN1Encodable statement =
        new DERSequence(
            new ASN1Encodable[] {new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.35"), record});
    return TestCsr.of(AGENT)
        .attribute(TestAttribute.OID, new DERSequence(new DERSequence(statement)))
        .der();
  }

  /** Some octets of it other, cut out or put in. */
  private static byte[] changed(Choices choices, byte[] sound) {
    int from = choices.below(sound.length);
    int to = Math.min(sound.length, from + choices.below(8));
    byte[] rest = choices.rest();
    byte[] changed = Arrays.copyOf(sound, sound.length - (to - from) + rest.length);
    System.arraycopy(rest, 0, changed, from, rest.length);
    System.arraycopy(sound, to, changed, from + rest.length, sound.length - to);
    return changed;
  }

  private static ConveyedToken token(Choices choices) {
    return switch (choices.below(4)) {
      case 0 -> cwt(choices.rest());
      case 1 -> cwt(changed(choices, CWT));
      case 2 -> {
        byte[] payload = changed(choices, CLAIMS);
        yield cwt(TestCbor.sign1(VERIFIER.key.getPrivate(), Map.of(), m -> m.payload = payload));
      }
      default ->
          new ConveyedToken(
              ConveyedToken.EAT_JWT,
              Octets.of(
                  Resigned.jws(
                          "{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8),
                          Inputs.json(choices, JSON),
                          VERIFIER.key.getPrivate())
                      .getBytes(StandardCharsets.UTF_8)));
    };
  }

  private static ConveyedToken cwt(byte[] octets) {
    return new ConveyedToken(ConveyedToken.EAT_CWT, Octets.of(octets));
  }

  private static byte[] request(Choices choices) {
    return switch (choices.below(3)) {
      case 0 -> choices.rest();
      case 1 -> Inputs.der(choices, CSR);
      default -> Resigned.der(CSR, choices, AGENT.getPrivate());
    };
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    if (choices.below(3) == 0) {
      byte[] der = request(choices);
      Bounds.hold(der.length, () -> AttestationTokens.inRequest(der));
    } else {
      ConveyedToken token = token(choices);
      Bounds.hold(token.octets().size(), () -> read(token));
    }
  }

  private static void read(ConveyedToken token) {
    EarToken.isResult(token);
    EarToken ear = EarToken.parse(token);
    ear.claimedDeveloper();
    EarClaims claims = ear.verify(TRUSTED, NOW);
    claims.requireNonce(NONCE);
    claims.requireBoundTo(List.of(AGENT.getPublic()));
  }
}
