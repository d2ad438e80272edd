package org.bailiwick.contract.statuslist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;

class StatusReferenceTest {

  private static final String URI = "https://aca.example/status-lists/7";

  @Test
  void isReadAsItIsWritten() {
    StatusReference reference = new StatusReference(URI, 131_071);
    String claim = "{\"status_list\":{\"idx\":131071,\"uri\":\"" + URI + "\"}}";
    Map<String, Object> token = StrictJson.members("{\"sub\":\"x\",\"status\":" + claim + "}", 8);
    assertThat(StatusReference.find(token)).contains(reference);
    assertThat(reference.claim()).isEqualTo(token.get("status"));
  }

  @Test
  void aTokenMayHaveNone() {
    assertThat(StatusReference.find(Map.of("sub", "x"))).isEmpty();
    assertThat(StatusReference.find(Map.of("status", Map.of("other", 1L)))).isEmpty();
  }

  @Test
  void refusesOtherForms() {
    for (String status :
        List.of(
            "null",
            "1",
            "[]",
            "{\"status_list\":null}",
            "{\"status_list\":[]}",
            "{\"status_list\":{}}",
            "{\"status_list\":{\"uri\":\"" + URI + "\"}}",
            "{\"status_list\":{\"idx\":1}}",
            "{\"status_list\":{\"idx\":-1,\"uri\":\"" + URI + "\"}}",
            "{\"status_list\":{\"idx\":1.5,\"uri\":\"" + URI + "\"}}",
            "{\"status_list\":{\"idx\":\"1\",\"uri\":\"" + URI + "\"}}",
            "{\"status_list\":{\"idx\":1e300,\"uri\":\"" + URI + "\"}}",
            "{\"status_list\":{\"idx\":1,\"uri\":\"/status-lists/7\"}}",
            "{\"status_list\":{\"idx\":1,\"uri\":\"https:// x\"}}",
            "{\"status_list\":{\"idx\":1,\"uri\":\"https://x/" + "a".repeat(2048) + "\"}}")) {
      Map<String, Object> claims = StrictJson.members("{\"status\":" + status + "}", 8);
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> StatusReference.find(claims));
      assertThat(refusal).as(status).isNotNull();
      assertThat(refusal.check()).isEqualTo("status-form");
    }
  }

  @Test
  void theValuesOfTheStatusesAreThoseOfTheRegistry() {
    assertThat(StatusType.find(0)).contains(StatusType.VALID);
    assertThat(StatusType.find(1)).contains(StatusType.INVALID);
    assertThat(StatusType.find(2)).contains(StatusType.SUSPENDED);
    assertThat(StatusType.find(3)).isEmpty();
    assertThat(StatusType.find(-1)).isEmpty();
  }
}
