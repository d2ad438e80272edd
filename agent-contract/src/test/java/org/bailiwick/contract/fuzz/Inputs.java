package org.bailiwick.contract.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How an input is read: the first octet says whether the rest is the document itself, or decides
 * how one of the seeds is changed. The fuzzer thus mutates raw octets as well as structure.
 */
public final class Inputs {

  private static final int WAYS = 2;
  private static final int DECISIONS = 24;
  private static final int PROGRAMS = 8;

  private Inputs() {}

  /** What the fuzzer starts from: each artefact as it is, and some changes of each. */
  public static Stream<byte[]> seeds(byte[]... artefacts) {
    Random random = new Random(7); // the same start every time; the fuzzer goes on from there
    Stream<byte[]> raw = Stream.of(artefacts).map(Inputs::raw);
    Stream<byte[]> changed =
        IntStream.range(0, artefacts.length * PROGRAMS)
            .mapToObj(
                program -> {
                  byte[] input = new byte[DECISIONS];
                  random.nextBytes(input);
                  input[0] = 1;
                  input[1] = (byte) (program % artefacts.length);
                  return input;
                });
    return Stream.concat(raw, changed);
  }

  public static Stream<byte[]> seeds(String... artefacts) {
    return seeds(Stream.of(artefacts).map(Inputs::octets).toArray(byte[][]::new));
  }

  /** The DER that this input stands for. */
  public static byte[] der(Choices choices, byte[]... artefacts) {
    return choices.below(WAYS) == 0
        ? choices.rest()
        : DerMutation.of(artefacts[choices.below(artefacts.length)], choices);
  }

  /** The JSON that this input stands for. */
  public static byte[] json(Choices choices, String... artefacts) {
    return choices.below(WAYS) == 0
        ? choices.rest()
        : JsonMutation.of(artefacts[choices.below(artefacts.length)], choices);
  }

  private static byte[] raw(byte[] artefact) {
    byte[] input = new byte[1 + artefact.length];
    System.arraycopy(artefact, 0, input, 1, artefact.length);
    return input;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
