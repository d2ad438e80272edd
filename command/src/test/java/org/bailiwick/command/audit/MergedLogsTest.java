package org.bailiwick.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.command.home.Component;
import org.junit.jupiter.api.Test;

class MergedLogsTest {
  private static final int PAGE = 2;

  private final Log authority = new Log();
  private final Log registry = new Log();
  private final LogRows ofAuthority = new LogRows(Component.AUTHORITY, authority::page, 1);
  private final LogRows ofRegistry = new LogRows(Component.REGISTRY, registry::page, 1);
  private final MergedLogs merged = new MergedLogs(List.of(ofAuthority, ofRegistry));

  /** Answers of a node: pages of two rows, looking at three rows for each. */
  private static final class Log {
    private static final int LOOKED_THROUGH = 3;
    private final List<JsonObject> rows = new ArrayList<>();
    private Optional<String> only = Optional.empty();

    void write(String at, String request) {
      rows.add(
          Json.createObjectBuilder()
              .add("seq", rows.size() + 1)
              .add("at", "2026-11-28T02:00:" + at + ".000000Z")
              .add("request_id", request)
              .build());
    }

    JsonObject page(long from) {
      JsonArrayBuilder entries = Json.createArrayBuilder();
      int next = (int) from;
      int found = 0;
      while (next <= rows.size() && found < PAGE && next < from + LOOKED_THROUGH) {
        JsonObject row = rows.get(next++ - 1);
        if (only.isEmpty() || row.getString("request_id").equals(only.get())) {
          entries.add(row);
          found++;
        }
      }
      return Json.createObjectBuilder()
          .add("entries", entries)
          .add("next", next)
          .add("last", rows.size())
          .build();
    }
  }

  private List<String> drained() {
    List<String> lines = new ArrayList<>();
    merged.drain(row -> lines.add(row.getString("component") + " " + row.getInt("seq")));
    return lines;
  }

  @Test
  void putsTheRowsOfAllLogsInTheOrderOfTime() {
    authority.write("01", "a");
    authority.write("04", "a");
    authority.write("05", "a");
    registry.write("02", "a");
    registry.write("03", "a");
    registry.write("06", "a");
    assertThat(drained())
        .containsExactly(
            "authority 1", "registry 1", "registry 2", "authority 2", "authority 3", "registry 3");
  }

  @Test
  void rowsOfOneLogKeepTheirOrderWhateverItsClockDid() {
    authority.write("09", "a");
    authority.write("01", "a");
    registry.write("05", "a");
    assertThat(drained()).containsExactly("registry 1", "authority 1", "authority 2");
  }

  @Test
  void goesOnThroughPagesThatHaveNothingOfTheRequest() {
    for (int i = 0; i < 8; i++) {
      authority.write("01", "other");
    }
    authority.write("02", "mine");
    authority.only = Optional.of("mine");
    assertThat(drained()).containsExactly("authority 9");
  }

  @Test
  void asksAgainForWhatWasWrittenMeanwhile() {
    authority.write("01", "a");
    assertThat(drained()).containsExactly("authority 1");
    assertThat(drained()).isEmpty();
    registry.write("02", "a");
    authority.write("03", "a");
    assertThat(drained()).containsExactly("registry 1", "authority 2");
  }

  @Test
  void beginsAtTheEndWhereOnlyNewsIsWanted() {
    for (int i = 0; i < 5; i++) {
      authority.write("01", "a");
    }
    ofAuthority.skipToEnd();
    ofRegistry.skipToEnd();
    assertThat(drained()).isEmpty();
    authority.write("02", "a");
    registry.write("03", "a");
    assertThat(drained()).containsExactly("authority 6", "registry 1");
  }
}
