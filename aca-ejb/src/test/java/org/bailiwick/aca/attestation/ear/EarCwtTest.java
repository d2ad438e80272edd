package org.bailiwick.aca.attestation.ear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.aca.testing.TestCbor.Message;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.JwtKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An EAR as CWT, after the example of draft-ietf-rats-ear-03 section 3.3.1. */
class EarCwtTest {

  private static final Instant NOW = Instant.parse("2026-11-27T05:00:00Z");
  private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final TestVerifier verifier = new TestVerifier();

  private EarVerifier trusted(String... algorithms) {
    return new EarVerifier(
        TestVerifier.DEVELOPER,
        Optional.empty(),
        Set.of(algorithms),
        JwtKeys.ofJwks(verifier.jwks()),
        Duration.ofMinutes(10));
  }

  private static Map<Object, Object> claims() {
    Map<Object, Object> claims = new LinkedHashMap<>();
    claims.put(265, TestVerifier.PROFILE);
    claims.put(6, NOW.getEpochSecond());
    claims.put(1004, Map.of(0, TestVerifier.DEVELOPER, 1, "vts 0.0.1"));
    claims.put(1002, "lifeboatman".getBytes(StandardCharsets.US_ASCII));
    claims.put(10, NONCE);
    claims.put(266, Map.of("PSA", submodule(96, 96)));
    return claims;
  }

  private static Map<Object, Object> submodule(int status, int executables) {
    Map<Object, Object> submodule = new LinkedHashMap<>();
    submodule.put(1000, status);
    submodule.put(1001, Map.of(0, 2, 2, executables, 4, 2));
    submodule.put(1003, List.of("https://veraison.example/policy/1/60a0068d"));
    return submodule;
  }

  private EarClaims read(byte[] message) {
    return EarToken.parse(new ConveyedToken(ConveyedToken.EAT_CWT, Octets.of(message)))
        .verify(trusted("ES256"), NOW);
  }

  private EarClaims changed(Consumer<Map<Object, Object>> change) {
    Map<Object, Object> claims = claims();
    change.accept(claims);
    return read(TestCbor.sign1(verifier.key.getPrivate(), claims));
  }

  @Test
  void readsTheExampleOfTheDraft() {
    EarClaims ear = changed(claims -> {});
    ear.requireNonce("AQIDBAUGBwg");
    AttestationResult result = ear.result();
    assertThat(result.summary())
        .isEqualTo(
            "contraindicated https://veraison.example/policy/1/60a0068d"
                + " {executables=96, hardware=2, instance-identity=2}");
    assertThat(result.verifier()).isEqualTo("https://verifier.example/vts_0.0.1");
  }

  @Test
  void takesTheCwtTagBeforeTheOtherAndAKeyIdInEitherHeader() {
    Map<Object, Object> claims = claims();
    byte[] kid = "v1".getBytes(StandardCharsets.US_ASCII);
    read(
        signed(
            m -> {
              m.tags = new byte[] {(byte) 0xd8, 61, (byte) 0xd2};
              m.open.put(4, kid);
            }));
    read(signed(m -> m.headers = TestCbor.of(Map.of(1, -7, 4, kid))));
    assertThat(claims).isNotEmpty();
  }

  @Test
  void readsEachStatusAndTheKeyThatItIsFor() {
    KeyPair agent = TestKeys.ec();
    KeyPair other = TestKeys.ec();
    Map.of(0, "none", 2, "affirming", 32, "warning", 96, "contraindicated")
        .forEach(
            (code, word) ->
                assertThat(
                        changed(c -> c.put(266, Map.of("a", submodule(code, 2))))
                            .result()
                            .status()
                            .text())
                    .isEqualTo(word));
    changed(c -> c.put(8, TestCbor.cnf(agent))).requireBoundTo(List.of(agent.getPublic()));
    changed(c -> attested(c, agent)).requireBoundTo(List.of(agent.getPublic()));
    assertThat(
            refusal(
                () ->
                    changed(c -> c.put(8, TestCbor.cnf(other)))
                        .requireBoundTo(List.of(agent.getPublic()))))
        .isEqualTo("ear-key");
    assertThat(
            refusal(
                () -> changed(c -> attested(c, other)).requireBoundTo(List.of(agent.getPublic()))))
        .isEqualTo("ear-key");
  }

  private static void attested(Map<Object, Object> claims, KeyPair key) {
    Map<Object, Object> submodule = submodule(2, 2);
    submodule.put(-70002, Map.of("akpub", key.getPublic().getEncoded()));
    claims.put(266, Map.of("a", submodule));
  }

  static Stream<Arguments> claimDefects() {
    return Stream.of(
        claim("ear-profile", c -> c.put(265, "tag:ietf.org,2026:rats/ear#04")),
        claim("ear-profile", c -> c.put(265, new byte[] {42, 3})),
        claim("ear-claim", c -> c.put(265, new byte[0])),
        claim("ear-claim", c -> c.put("eat_profile", "another place")),
        claim("ear-claim", c -> c.put(6, "1666529184")),
        claim("ear-claim", c -> c.put(266, Map.of("a", submodule(3, 2)))),
        claim("ear-status-too-good", c -> c.put(266, Map.of("a", submodule(2, 33)))),
        claim("ear-vector-claim", c -> c.put(266, Map.of("a", vector(Map.of(8, 2))))),
        claim("ear-vector-missing", c -> c.put(266, Map.of("a", vector(Map.of())))),
        claim("ear-verifier-id", c -> c.remove(1004)),
        claim("ear-claim", c -> c.put(8, Map.of(1, Map.of(1, 2)))));
  }

  private static Map<Object, Object> vector(Map<Object, Object> vector) {
    Map<Object, Object> submodule = submodule(2, 2);
    submodule.put(1001, vector);
    return submodule;
  }

  private static Arguments claim(String check, Consumer<Map<Object, Object>> change) {
    return Arguments.of(check, change);
  }

  @ParameterizedTest
  @MethodSource("claimDefects")
  void refusesClaims(String check, Consumer<Map<Object, Object>> change) {
    assertThat(refusal(() -> changed(change))).isEqualTo(check);
  }

  static Stream<Arguments> messageDefects() {
    byte[] kid = "v1".getBytes(StandardCharsets.US_ASCII);
    return Stream.of(
        message("ear-cose", m -> m.tags = new byte[0]),
        message("ear-cose", m -> m.tags = new byte[] {(byte) 0xd1}),
        message("ear-cose", m -> m.tags = new byte[] {(byte) 0xd8, 61}),
        message("ear-cbor", m -> m.tags = new byte[] {(byte) 0xd2, (byte) 0xd8, 61}),
        message("ear-cbor", m -> m.tags = new byte[] {(byte) 0xd2, (byte) 0xd2}),
        message("ear-cbor", m -> m.headers = new byte[0]),
        message("ear-cose", m -> m.headers = TestCbor.of(List.of())),
        message("ear-algorithm", m -> m.headers = TestCbor.of(Map.of())),
        message("ear-algorithm", m -> m.headers = TestCbor.of(Map.of(1, -35))),
        message("ear-algorithm", m -> m.headers = TestCbor.of(Map.of(1, 5))),
        message("ear-header", m -> m.open.put(1, -7)),
        message("ear-header", m -> m.headers = TestCbor.of(Map.of(1, -7, 2, List.of(99)))),
        message("ear-header", m -> m.open.put(33, new byte[] {1})),
        message("ear-header", m -> twice(m, kid)),
        message("ear-signature", m -> m.signer = TestKeys.ec().getPrivate()),
        message("ear-signature", m -> m.algorithm = "SHA256withECDSA"),
        message("ear-signature", m -> m.open.put(4, new byte[] {'v', '2'})),
        message("ear-cose", m -> m.payload = TestCbor.of("claims")));
  }

  private static void twice(Message message, byte[] kid) {
    message.headers = TestCbor.of(Map.of(1, -7, 4, kid));
    message.open.put(4, kid);
  }

  private static Arguments message(String check, Consumer<Message> change) {
    return Arguments.of(check, change);
  }

  @ParameterizedTest
  @MethodSource("messageDefects")
  void refusesMessages(String check, Consumer<Message> change) {
    assertThat(refusal(() -> read(signed(change)))).isEqualTo(check);
  }

  @Test
  void refusesAMessageThatIsLonger() {
    byte[] sound = signed(m -> {});
    byte[] longer = Arrays.copyOf(sound, sound.length + 1);
    assertThat(refusal(() -> read(longer))).isEqualTo("ear-cbor");
  }

  private byte[] signed(Consumer<Message> change) {
    return TestCbor.sign1(verifier.key.getPrivate(), claims(), change);
  }

  private static String refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run).check();
  }
}
