package org.bailiwick.master.cataloguelist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueListTest {
  @TempDir Path folder;
  private CatalogueList list;

  @BeforeEach
  void write() {
    TestCatalogue files =
        new TestCatalogue(folder)
            .entry("a.cancel@1")
            .entry("a.post@1", "any@1", "any@1", ",\"compensated_by\":\"a.cancel@1\"")
            .entry("b.find@1")
            .write("c.bad@1.json", "{}");
    list = new CatalogueList(files.read(TestClock.atPresent()));
  }

  private List<Object> names(Optional<String> after, int most, String... filters) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (int index = 0; index < filters.length; index += 2) {
      parameters.put(filters[index], List.of(filters[index + 1]));
    }
    return list.entries(ListQuery.read(list, parameters), after, most).stream()
        .map(ListSource.Entry::members)
        .map(members -> members.get("capability"))
        .toList();
  }

  @Test
  void listsEntriesByNameAndFaultyFilesAmongThem() {
    assertThat(names(Optional.empty(), 10))
        .containsExactly("a.cancel@1", "a.post@1", "b.find@1", "c.bad@1.json");
    assertThat(names(Optional.of("a.post@1"), 1)).containsExactly("b.find@1");
  }

  @Test
  void selectsByStateKindAndOwner() {
    assertThat(names(Optional.empty(), 10, "state", "faulty")).containsExactly("c.bad@1.json");
    assertThat(names(Optional.empty(), 10, "kind", "tool")).isEmpty();
    assertThat(names(Optional.empty(), 10, "owner", "General Ledger")).hasSize(3);
    assertThat(names(Optional.empty(), 10, "owner", "Nobody")).isEmpty();
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> names(Optional.empty(), 10, "kind", "robot")))
        .isNotNull();
  }

  @Test
  void tellsWhatWasReviewedAndWhyAFileIsFaulty() {
    List<Map<String, Object>> all = new ArrayList<>();
    list.entries(ListQuery.read(list, Map.of()), Optional.empty(), 10)
        .forEach(entry -> all.add(entry.members()));
    assertThat(all.get(1))
        .containsEntry("compensated_by", "a.cancel@1")
        .containsEntry("risk", "low")
        .containsEntry("approval", "none")
        .containsEntry("repeat", "with-key")
        .containsEntry("input", "any@1");
    assertThat(all.getLast()).containsKey("reason").containsEntry("state", "faulty");
  }
}
