package org.bailiwick.aca.evidence.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestNode;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A statement of a node on a container: any text, any header, and any claims under a good
 * signature.
 */
class ContainerStatementFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final TestMaker MAKER = new TestMaker("Maker");
  private static final TestNode NODE = new TestNode(MAKER, "N-1");
  private static final ContainerAttestor TRUST = trust();
  private static final String CLAIMS = JsonUtil.toJson(NODE.says("nonce", AGENT, NOW).claims);
  private static final String HEADER =
      "{\"alg\":\"ES256\",\"typ\":\"container-statement+jwt\",\"x5c\":[\""
          + TestNode.base64(NODE.certificate)
          + "\"]}";

  static Stream<byte[]> seeds() {
    return Stream.of(
            Inputs.decided(Stream.of(octets(signed(octets(HEADER), octets(CLAIMS)))), 0),
            Inputs.decided(Inputs.seeds(HEADER), 1),
            Inputs.decided(Inputs.seeds(CLAIMS), 2))
        .flatMap(Function.identity());
  }

  private static ContainerAttestor trust() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Files.writeString(folder.resolve("maker.pem"), Pem.of(MAKER.root()));
      Files.writeString(
          folder.resolve("ours.json"),
          """
          {"issuer":"CN=Maker","nodes":["N-1"],"namespaces":{"agents":["reader"]}}
          """);
      return new ContainerAttestor(folder, CLOCK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String statement(Choices choices) {
    return switch (choices.below(3)) {
      case 0 -> new String(choices.rest(), StandardCharsets.UTF_8);
      case 1 -> signed(Inputs.json(choices, HEADER), octets(CLAIMS));
      default -> signed(octets(HEADER), Inputs.json(choices, CLAIMS));
    };
  }

  private static String signed(byte[] header, byte[] claims) {
    return Resigned.jws(header, claims, NODE.key.getPrivate());
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @MethodSource("seeds")
  @Fuzz
  void namesAContainerOrIsRefused(byte[] input) throws Exception {
    String statement = statement(new Choices(input));
    Bounds.hold(
        statement.length(),
        () ->
            TRUST.authenticate(
                new EvidenceItem("container", statement),
                TestRequest.binding(AGENT, "nonce", NOW)));
  }
}
