package org.bailiwick.node.jose;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.params.provider.MethodSource;

/** A compact JWS: any text, any header, and any claims under a good signature. */
class JwtFuzz {

  private static final KeyPair KEY = TestKeys.ec();
  private static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}";
  private static final String CLAIMS =
      "{\"iss\":\"https://as.example\",\"aud\":\"https://td.example\",\"sub\":\"s\","
          + "\"iat\":4102444800,\"nbf\":1,\"exp\":4102444801,\"scope\":\"a.b@1\","
          + "\"cnf\":{\"x5t#S256\":\"x\"},\"act\":{\"sub\":\"a\"}}";
  private static final JwtChecks CHECKS =
      JwtChecks.of("access-token", ProblemType.ACCESS_TOKEN_INVALID)
          .type("at+jwt")
          .algorithms(List.of("ES256", "RS256", "PS256", "EdDSA"))
          .keys(JwtKeys.of(KEY.getPublic()))
          .issuer("https://as.example")
          .audience("https://td.example")
          .maxAge(Duration.ofDays(40_000))
          .build();

  static Stream<byte[]> seeds() {
    String token = Resigned.jws(octets(HEADER), octets(CLAIMS), KEY.getPrivate());
    return Stream.of(
            Inputs.decided(Stream.of(octets(token)), 0),
            Inputs.decided(Inputs.seeds(CLAIMS, HEADER), 1),
            Inputs.decided(Inputs.seeds(HEADER), 2))
        .flatMap(Function.identity());
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String token(Choices choices) {
    return switch (choices.below(3)) {
      case 0 -> new String(choices.rest(), StandardCharsets.UTF_8);
      case 1 ->
          Resigned.jws(octets(HEADER), Inputs.json(choices, CLAIMS, HEADER), KEY.getPrivate());
      default -> Resigned.jws(Inputs.json(choices, HEADER), octets(CLAIMS), KEY.getPrivate());
    };
  }

  @MethodSource("seeds")
  @Fuzz
  void isVerifiedOrRefused(byte[] input) throws Exception {
    String token = token(new Choices(input));
    Bounds.hold(
        token.length(),
        () -> {
          JwtChecks.claimedIssuer(token);
          JwtChecks.claimedHeader(token);
          VerifiedJwt jwt = CHECKS.verify(token);
          jwt.texts("scope");
          jwt.members("cnf");
        });
  }
}
