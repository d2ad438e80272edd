package org.bailiwick.aca.cascade;

import java.util.stream.Stream;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.junit.jupiter.params.provider.MethodSource;

/** A revocation policy's file, and a subject that an officer names. */
class RevocationPolicyFuzz {

  private static final String POLICY =
      "{\"trigger\":\"device-compromise\",\"subjects\":[\"device\",\"credential\"],"
          + "\"reach\":[\"subject\",\"device\",\"predecessors\"],\"reason\":\"key-compromise\","
          + "\"most\":1000,\"officers\":2}";

  static Stream<byte[]> seeds() {
    return Inputs.seeds(POLICY);
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    byte[] json = Inputs.json(new Choices(input), POLICY);
    FolderSource.Content file = new FolderSource.Content("policy.json", Octets.of(json));
    Bounds.hold(
        json.length,
        () -> {
          try {
            RevocationPolicy.parse(file);
          } catch (IllegalArgumentException refused) {
            Bounds.refused(refused); // FolderSource answers DEPENDENCY_UNAVAILABLE then
          }
        });
    Bounds.hold(json.length, () -> Subject.parse(file.text()));
  }
}
