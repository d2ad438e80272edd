package org.bailiwick.aca.evidence.tpm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.junit.jupiter.params.provider.MethodSource;

/** Structures of a TPM and the item around them: any octets, and real ones with a few changed. */
class TpmStructureFuzz {

  private static final byte[] PUBLIC =
      hex(
          "00580023000b00040072000000100018000b0003001000206df25d52d51b68513eee1e9b"
              + "27e3220230381d710b98b20e91e9639e879d278e0020332ef3f7973c1721b2ca725e1bed"
              + "44f4b7ba710aea2a52c5a413b7a4c1e1b134");
  private static final byte[] CERTIFY =
      hex(
          "ff54434780170022000b319c765194def8da1a74189fc095dec7b59853b09f48773f61ec"
              + "fe739240e10700208688cd9d54532fd0d160e9e8cdc9d82a1b06dedba4cf19a33836bf2d"
              + "0c58f335000000000000032400000002000000000120191023001636360022000beb9e69"
              + "deb25da10ef1860bfda498efab90c0fe23ee9cc859553b5e601862d23f0022000bc60a80"
              + "4fdad227911d0dfdc0c9b9acf5f0f7921f5e93a568308346cb94043991");
  private static final byte[] QUOTE =
      hex(
          "ff54434780180022000b319c765194def8da1a74189fc095dec7b59853b09f48773f61ec"
              + "fe739240e10700208688cd9d54532fd0d160e9e8cdc9d82a1b06dedba4cf19a33836bf2d"
              + "0c58f33500000000000003ff000000020000000001201910230016363600000001000b03"
              + "870000002038723a2e5e8a17aa7950dc008209944e898f69a7bd10a23c839d341e935fd5"
              + "ca");
  private static final byte[] SIGNATURE =
      hex(
          "0018000b0020090d53c352426988f2cc57a62ffd0f89c2e73c95d6e4779a7045a0496df0"
              + "9d3e0020760e85d3ae9b1c2c7ac8ec15a438716e5b8c827d2ef2b555aabe1109383da691");
  private static final byte[] QUALIFYING =
      TpmHash.SHA256.of("NONCE".getBytes(StandardCharsets.US_ASCII));
  private static final String ITEM =
      "{\"ek_certificate\":[\"AAAA\"],\"ak_public\":\"AAAA\",\"activation\":\"AAAA\","
          + "\"key_public\":\"AAAA\",\"certify_info\":\"AAAA\",\"certify_signature\":\"AAAA\","
          + "\"quote\":\"AAAA\",\"quote_signature\":\"AAAA\",\"pcrs\":{\"bank\":\"sha256\","
          + "\"values\":{\"0\":\"00\",\"23\":\"00\"}}}";

  static Stream<byte[]> seeds() {
    List<byte[]> structures = List.of(PUBLIC, CERTIFY, QUOTE, SIGNATURE);
    Stream<byte[]> octets =
        IntStream.range(0, structures.size())
            .boxed()
            .flatMap(
                at ->
                    Stream.concat(
                        Inputs.decided(Stream.of(structures.get(at)), at, 0),
                        Inputs.decided(Inputs.changes(), at, 1)));
    return Stream.concat(octets, Inputs.decided(Inputs.seeds(ITEM), structures.size()));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] changed(byte[] artefact, Choices choices) {
    byte[] octets = Arrays.copyOf(artefact, Math.max(0, artefact.length + choices.below(5) - 2));
    while (choices.hasMore() && octets.length > 0) {
      octets[choices.below(octets.length)] = (byte) choices.octet();
    }
    return octets;
  }

  private static byte[] octets(Choices choices, byte[] artefact) {
    return choices.below(2) == 0 ? choices.rest() : changed(artefact, choices);
  }

  private static void read(Choices choices) {
    switch (choices.below(5)) {
      case 0 -> TpmPublic.parse("key", octets(choices, PUBLIC));
      case 1 -> TpmAttest.certifiedName("certify", octets(choices, CERTIFY), QUALIFYING);
      case 2 -> TpmAttest.quotedPcrs("quote", octets(choices, QUOTE), QUALIFYING);
      case 3 ->
          TpmSignature.parse("quote-signature", octets(choices, SIGNATURE))
              .isOf(
                  TpmPublic.parse("key", PUBLIC).key(),
                  QUOTE,
                  new TpmScheme(TpmScheme.Kind.ECDSA, TpmHash.SHA256));
      default ->
          TpmEvidence.parse(Base64.getUrlEncoder().encodeToString(Inputs.json(choices, ITEM)));
    }
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    Bounds.hold(input.length, () -> read(new Choices(input)));
  }
}
