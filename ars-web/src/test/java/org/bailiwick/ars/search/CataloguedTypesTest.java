package org.bailiwick.ars.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches for types of the domain's catalogue. */
class CataloguedTypesTest {
  @TempDir Path folder;
  private Path catalogue;
  private TestSearch search;

  @BeforeEach
  void open() throws IOException {
    catalogue = folder.resolve("catalogue");
    Files.createDirectories(catalogue.resolve("types"));
    type("booking@1");
    type("receipt@1");
    type("nothing@1");
    capability("ledger.post@1", "booking@1", "receipt@1");
    capability("receipt.print@2", "receipt@1", "nothing@1");
    search = new TestSearch(folder);
    search.catalogue = ReviewedCatalogue.read(catalogue);
  }

  @AfterEach
  void close() {
    search.close();
  }

  @Test
  void anAgentTakesAndGivesWhatTheCatalogueSaysOfItsCapabilities() {
    search.list("1", "poster", "ledger.post@1?book=4711");
    search.list("2", "printer", "receipt.print@2");
    search.list("3", "older", "receipt.print@1");
    search.list("4", "both", "receipt.print@2", "ledger.post@1");
    search.follow();
    assertThat(search.names("{\"input_types\":[\"booking@1\"]}"))
        .containsExactlyInAnyOrder("poster", "both");
    assertThat(search.names("{\"input_types\":[\"receipt@1\"]}"))
        .containsExactlyInAnyOrder("printer", "both");
    assertThat(
            search.names(
                "{\"input_types\":[\"booking@1\",\"receipt@1\"],\"output_types\":[\"receipt@1\"]}"))
        .containsExactly("both");
    assertThat(search.names("{\"output_types\":[\"booking@1\"]}")).isEmpty();
  }

  @Test
  void aHitNamesTheCapabilityAndTheCatalogue() {
    search.list("1", "poster", "ledger.post@1?book=4711");
    search.follow();
    assertThat(
            search
                .search("{\"input_types\":[\"booking@1\"]}")
                .hits()
                .getFirst()
                .explanation()
                .build()
                .get("why"))
        .hasToString(
            "[{\"wanted\":\"input_type booking@1\",\"covered_by\":\"ledger.post@1?book=4711\","
                + "\"from\":\"catalogue\"}]");
  }

  /** Threat: an agent says in its description that it takes a type of the domain. */
  @Test
  void whatAnAgentSaysOfItselfIsNoTypeOfTheDomain() {
    AgentRecord liar = search.list("1", "liar", "other.thing@1");
    search.said.put(liar.identifier(), TestSearch.text("booking@1", "booking@1"));
    search.follow();
    assertThat(search.names("{\"input_types\":[\"booking@1\"]}")).isEmpty();
    assertThat(search.names("{\"input_types\":[\"application/pdf\"]}")).containsExactly("liar");
    assertThat(search.names("{\"input_types\":[\"application/pdf\",\"booking@1\"]}")).isEmpty();
  }

  @Test
  void typesThatTheCatalogueDoesNotHaveAreRefusedByTheirNames() throws IOException {
    refuses("search-type-unknown", "{\"input_types\":[\"gone@1\",\"booking@1\"]}", "gone@1");
    refuses("search-type-unknown", "{\"output_types\":[\"booking@2\"]}", "booking@2");
    refuses("type-name", "{\"output_types\":[\"Booking@1\"]}", "name@version");
    Files.writeString(catalogue.resolve("types/booking@1.json"), "{");
    search.catalogue = ReviewedCatalogue.read(catalogue);
    refuses("search-type-unknown", "{\"input_types\":[\"booking@1\"]}", "booking@1");
    search.catalogue = ReviewedCatalogue.NONE;
    refuses("search-type-unknown", "{\"input_types\":[\"receipt@1\"]}", "receipt@1");
  }

  private void refuses(String check, String body, String named) {
    assertThatThrownBy(() -> search.search(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.check()).isEqualTo(check);
              assertThat(refusal.detail()).contains(List.of(named));
            });
  }

  private void type(String name) throws IOException {
    Files.writeString(
        catalogue.resolve("types/" + name + ".json"),
        "{\"type\":\"%s\",\"schema\":{\"type\":\"object\"}}".formatted(name));
  }

  private void capability(String name, String input, String output) throws IOException {
    Files.writeString(
        catalogue.resolve(name + ".json"),
        """
        {"capability":"%s","kind":"agent","owner":"Ledger","risk":"low","input":"%s","output":"%s"}
        """
            .formatted(name, input, output));
  }
}
