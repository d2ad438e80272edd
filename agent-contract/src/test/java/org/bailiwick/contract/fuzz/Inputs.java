package org.bailiwick.contract.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a fuzz input. Its first octet says whether the other octets are the document, or decide how
 * a seed is mutated. So the fuzzer mutates raw octets as well as structure.
 */
public final class Inputs {

  private static final int WAYS = 2;
  private static final int DECISIONS = 24;
  private static final int PROGRAMS = 8;

  private Inputs() {}

  /** The seeds: each artefact unchanged, and some mutations of it. */
  public static Stream<byte[]> seeds(byte[]... artefacts) {
    Stream<byte[]> changed =
        IntStream.range(0, artefacts.length)
            .boxed()
            .flatMap(artefact -> decided(changes(), 1, artefact));
    return Stream.concat(decided(Stream.of(artefacts), 0), changed);
  }

  public static Stream<byte[]> seeds(String... artefacts) {
    return seeds(Stream.of(artefacts).map(Inputs::octets).toArray(byte[][]::new));
  }

  /** The decisions of a few mutations, the same in each run, from which the fuzzer starts. */
  public static Stream<byte[]> changes() {
    Random random = new Random(7);
    return IntStream.range(0, PROGRAMS)
        .mapToObj(
            program -> {
              byte[] decisions = new byte[DECISIONS];
              random.nextBytes(decisions);
              return decisions;
            });
  }

  /** Seeds for a test whose first octets decide what the others mean. */
  public static Stream<byte[]> decided(Stream<byte[]> seeds, int... decisions) {
    return seeds.map(
        seed -> {
          byte[] input = new byte[decisions.length + seed.length];
          for (int i = 0; i < decisions.length; i++) {
            input[i] = (byte) decisions[i];
          }
          System.arraycopy(seed, 0, input, decisions.length, seed.length);
          return input;
        });
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

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
