package org.bailiwick.aca.evidence.hsm;

import static org.bailiwick.aca.testing.TestHsm.SIGN_ECDSA;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.TestHsm;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.params.provider.MethodSource;

/** An HSM's attestation: any evidence, and any extension under a good signature. */
class KeyAttestationFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final TestHsm HSM = new TestHsm("Vendor");
  private static final HsmKeyAttestor TRUST = trust();
  private static final Map<String, byte[]> SAYS = TestHsm.says(SIGN_ECDSA);
  private static final List<String> NUMBERS = List.copyOf(SAYS.keySet());
  private static final String SOUND =
      new String(
          Base64.getUrlDecoder().decode(TestHsm.evidence(HSM.attests(AGENT, SAYS), HSM.device())),
          StandardCharsets.UTF_8);

  static Stream<byte[]> seeds() {
    Stream<byte[]> says =
        IntStream.range(0, NUMBERS.size())
            .boxed()
            .flatMap(at -> Inputs.decided(Inputs.seeds(SAYS.get(NUMBERS.get(at))), 2, at));
    return Stream.concat(Inputs.decided(Inputs.seeds(SOUND), 1), says);
  }

  private static HsmKeyAttestor trust() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Files.writeString(folder.resolve("vendor.pem"), Pem.of(HSM.root()));
      return new HsmKeyAttestor(folder, CLOCK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String evidence(Choices choices) {
    return switch (choices.below(3)) {
      case 0 -> new String(choices.rest(), StandardCharsets.UTF_8);
      case 1 -> Base64.getUrlEncoder().encodeToString(Inputs.json(choices, SOUND));
      default -> {
        Map<String, byte[]> says = TestHsm.says(SIGN_ECDSA);
        String number = NUMBERS.get(choices.below(NUMBERS.size()));
        says.put(number, Inputs.der(choices, SAYS.get(number)));
        yield TestHsm.evidence(HSM.attests(AGENT, says), HSM.device());
      }
    };
  }

  @MethodSource("seeds")
  @Fuzz
  void namesAnHsmOrIsRefused(byte[] input) throws Exception {
    String evidence = evidence(new Choices(input));
    Bounds.hold(
        evidence.length(),
        () ->
            TRUST.authenticate(
                new EvidenceItem("hsm-key", evidence), TestRequest.binding(AGENT, "nonce", NOW)));
  }
}
