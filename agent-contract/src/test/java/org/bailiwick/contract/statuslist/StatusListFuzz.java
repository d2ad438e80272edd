package org.bailiwick.contract.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes the claims {@code status_list} of a list and {@code status} of a token: what is read says
 * the same after it was written again, or it is refused.
 */
class StatusListFuzz {

  /** Small, so that a bomb is found by its length and not by the memory that it takes. */
  private static final int MOST = 4096;

  private static final String[] SOUND = {
    "{\"bits\":1,\"lst\":\"eNrbuRgAAhcBXQ\"}",
    "{\"bits\":2,\"lst\":\"eNo76fITAAPfAgc\",\"aggregation_uri\":\"https://aca.example/status-lists\"}",
    "{\"status\":{\"status_list\":{\"idx\":7,\"uri\":\"https://aca.example/status-lists/1\"}}}"
  };

  static Stream<byte[]> seeds() {
    return Inputs.seeds(SOUND);
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadWholeOrRefused(byte[] input) throws Exception {
    byte[] json = Inputs.json(new Choices(input), SOUND);
    Bounds.hold(json.length, () -> read(StrictJson.members(StrictJson.text(json), 8)));
  }

  private static void read(Map<String, Object> claims) {
    try {
      StatusReference.find(claims).ifPresent(StatusListFuzz::isWrittenAgain);
    } catch (ProblemException refusal) {
      Bounds.refused(refusal);
    }
    StatusList list = StatusList.read(claims, MOST);
    assertThat(list.size() * list.bits() / 8).isLessThanOrEqualTo(MOST);
    StatusList again = StatusList.decode(list.bits(), list.encode(), MOST);
    for (int index = 0; index < list.size(); index++) {
      assertThat(again.find(index)).isEqualTo(list.find(index));
    }
    assertThat(list.find(list.size())).isEmpty();
  }

  private static void isWrittenAgain(StatusReference reference) {
    Map<String, Object> token = Map.of(StatusReference.CLAIM, reference.claim());
    assertThat(StatusReference.find(token)).contains(reference);
  }
}
