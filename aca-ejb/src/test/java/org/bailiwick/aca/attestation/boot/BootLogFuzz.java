package org.bailiwick.aca.attestation.boot;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.testing.TestBootLog;
import org.junit.jupiter.params.provider.MethodSource;

/** Boot event logs: any octets, and a machine's log with a few changed; judged as if quoted. */
class BootLogFuzz {

  private static final byte[] LOG = TestBootLog.ofMachine(1, "ab".repeat(32)).octets();
  private static final BootReference REFERENCE =
      BootReference.of(
          Claims.parse(
              "reference",
              "{\"name\":\"m\",\"secure_boot\":true,\"registers\":{\"4\":{\"digests\":[\""
                  + "ab".repeat(32)
                  + "\"]},\"7\":{\"others\":true}}}"));

  static Stream<byte[]> seeds() {
    return Stream.concat(Inputs.decided(Stream.of(LOG), 0), Inputs.decided(Inputs.changes(), 1));
  }

  private static byte[] changed(Choices choices) {
    byte[] octets = Arrays.copyOf(LOG, Math.max(0, LOG.length + choices.below(5) - 2));
    while (choices.hasMore()) {
      int at = ((choices.octet() & 0xff) << 8) + (choices.octet() & 0xff);
      octets[at % octets.length] = (byte) choices.octet();
    }
    return octets;
  }

  private static void judge(Choices choices) {
    BootLog log = BootLog.parse(choices.below(2) == 0 ? choices.rest() : changed(choices));
    Map<Integer, String> quoted = new HashMap<>();
    for (int register = 0; register < 16; register++) {
      quoted.put(register, log.replayed(register));
    }
    REFERENCE.faults(log, quoted);
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    Bounds.hold(input.length, () -> judge(new Choices(input)));
  }
}
