package org.bailiwick.ars.search.wanted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.OptionalInt;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 54: searches with a thousand filters, other languages in texts, unknown members. */
class SearchRequestTest {

  @Test
  void readsEveryMember() {
    SearchRequest read =
        SearchRequest.parse(
            """
            {"capabilities": [{"name": "invoice.parse", "versions": ">=2 <4",
               "parameters": {"region": "eu"}}],
             "any_of": [{"name": "report.write"}], "owner": "Finance", "locality": "10.2.0.0/16",
             "segment": "treasury", "attestation": {"status": "affirming", "max_age": "PT1H"},
             "validation_methods": ["mtls", "wit"], "text": "overdue invoices", "tags": ["fast"],
             "input_types": ["application/pdf"], "output_types": ["application/json"],
             "max_load": 80, "alive": true,
             "prefer": {"capabilities": [{"name": "a.b", "versions": "3"}], "locality": "eu.example"},
             "facets": ["owner", "tag"], "page_size": 50, "page_token": "abc"}
            """);
    assertThat(read.required().capabilities().getFirst().versions())
        .isEqualTo(new VersionRange(2, 3, OptionalInt.of(2)));
    assertThat(read.required().owner()).contains("Finance");
    assertThat(read.required().segment()).contains("treasury");
    assertThat(read.required().validationMethods()).containsExactly("mtls", "wit");
    assertThat(read.preferred().capabilities()).hasSize(1);
    assertThat(read.unsigned().maxLoad()).hasValue(80);
    assertThat(read.facets()).containsExactly(FacetName.OWNER, FacetName.TAG);
    assertThat(read.page().size()).isEqualTo(50);
  }

  @Test
  void tokensBelongToTheSearchWhateverThePageAndTheOrderOfMembers() {
    String digest = SearchRequest.parse("{\"owner\":\"A\",\"text\":\"b\"}").page().digest();
    assertThat(
            SearchRequest.parse("{\"text\":\"b\",\"page_size\":7,\"owner\":\"A\"}").page().digest())
        .isEqualTo(digest);
    assertThat(SearchRequest.parse("{\"owner\":\"A\",\"text\":\"c\"}").page().digest())
        .isNotEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"capability\": \"a.b@1\"}",
        "{\"owner\": \"A\", \"attestation\": {\"age\": \"PT1H\"}}",
        "{\"owner\": \"A\", \"prefer\": {\"text\": \"words order nothing\"}}",
        "{\"owner\": \"A\", \"prefer\": {\"max_load\": 3}}",
        "{\"capabilities\": [{\"name\": \"a.b\", \"version\": \"1\"}]}"
      })
  void refusesMembersThatAreNotDefinedByTheirNames(String body) {
    assertThatThrownBy(() -> SearchRequest.parse(body))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("member-unknown"))
        .hasMessageMatching(
            "(?s).*The member (capability|attestation.age|prefer.text|prefer"
                + ".max_load|capabilities\\[0\\].version) is not defined.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"alive\": true}",
        "{\"facets\": [\"owner\"]}",
        "[]",
        "{\"owner\": 1}",
        "{\"owner\": \"\"}",
        "{\"owner\": \"A\", \"owner\": \"B\"}",
        "{\"capabilities\": [\"a.b@1\"]}",
        "{\"capabilities\": {}}",
        "{\"capabilities\": [{\"name\": \"a.b\", \"versions\": 1}]}",
        "{\"capabilities\": [{\"name\": \"a.*\"}]}",
        "{\"capabilities\": [{\"versions\": \"1\"}]}",
        "{\"capabilities\": [{\"name\": \"a.b\", \"parameters\": {\"A\": \"x\"}}]}",
        "{\"capabilities\": [{\"name\": \"a.b\", \"parameters\": {\"a\": 1}}]}",
        "{\"owner\": \"A\", \"page_size\": 51}",
        "{\"owner\": \"A\", \"page_size\": 99999999999}",
        "{\"owner\": \"A\", \"page_size\": 1.5}",
        "{\"owner\": \"A\", \"alive\": \"yes\"}",
        "{\"owner\": \"A\", \"attestation\": {\"status\": \"none\"}}",
        "{\"owner\": \"A\", \"attestation\": {\"max_age\": \"-PT1H\"}}",
        "{\"owner\": \"A\", \"attestation\": {\"max_age\": \"PT9999999999999H\"}}",
        "{\"owner\": \"A\", \"facets\": [\"price\"]}",
        "{\"owner\": \"A\", \"facets\": [\"owner\", \"owner\"]}",
        "{\"owner\": \"A\", \"validation_methods\": [\"telepathy\"]}",
        "{\"locality\": \"10.2.0.1/16\"}",
        "{\"locality\": \"*.example\"}",
        "{\"tags\": [\"a\\u0000\"]}",
        "{\"text\": \"a\\nb\"}",
        "{\"text\": null}"
      })
  void refusesWhatIsNoSearch(String body) {
    assertRefused(body);
  }

  @Test
  void refusesAThousandFilters() {
    String many = String.join(",", Collections.nCopies(1000, "{\"name\":\"a.b\"}"));
    assertRefused("{\"capabilities\":[" + many + "]}");
    assertRefused("{\"any_of\":[" + many + "]}");
    assertRefused("{\"text\":\"" + "word ".repeat(1000) + "\"}");
    StringBuilder parameters = new StringBuilder("\"a\":\"b\"");
    for (int i = 0; i < 6; i++) {
      parameters.append(",\"a").append(i).append("\":\"b\"");
    }
    assertRefused("{\"any_of\":[{\"name\":\"a.b\",\"parameters\":{" + parameters + "}}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "any,1,2147483647",
    "3,3,3",
    ">=2,2,2147483647",
    "<4,1,3",
    "<=4,1,4",
    ">=2 <4,2,3",
    ">=2 <=2,2,2"
  })
  void readsRangesOfVersions(String text, int least, int most) {
    VersionRange range = VersionRange.parse(text);
    assertThat(range.least()).isEqualTo(least);
    assertThat(range.most()).isEqualTo(most);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        "01",
        ">2",
        "=2",
        ">=2<4",
        " <4",
        ">=2 ",
        "<1",
        ">=4 <4",
        ">=2 <4 <5",
        "1.0",
        "latest",
        "9999999999",
        "(a+)+$"
      })
  void refusesOtherRanges(String text) {
    assertThatThrownBy(() -> VersionRange.parse(text)).isInstanceOf(ProblemException.class);
  }

  /** Narrower before wider, then the version that is nearest to the one that was asked for. */
  @Test
  void theBestCoverIsTheNarrowestAndNearest() {
    WantedCapability wanted =
        SearchRequest.parse(
                """
                {"capabilities": [{"name": "a.b", "versions": ">=2",
                  "parameters": {"k": "v", "l": "w"}}]}
                """)
            .required()
            .capabilities()
            .getFirst();
    assertThat(best(wanted, "a.b@2", "a.b@9?k=v", "a.b@3?k=v&l=w", "a.b@4?k=v&l=w"))
        .isEqualTo("a.b@3?k=v&l=w");
    assertThat(best(wanted, "a.b@2", "a.b@9?k=v")).isEqualTo("a.b@9?k=v");
    assertThat(wanted.coveredBy(CapabilitySet.parse(java.util.List.of("a.b@1?k=v", "a.b@2?k=u"))))
        .isEmpty();
    assertThat(wanted.coveringAt(2).stream().map(each -> each.text()))
        .containsExactlyInAnyOrder("a.b@2", "a.b@2?k=v", "a.b@2?l=w", "a.b@2?k=v&l=w");
  }

  private static String best(WantedCapability wanted, String... held) {
    return wanted.coveredBy(CapabilitySet.parse(java.util.List.of(held))).orElseThrow().by().text();
  }

  private static void assertRefused(String body) {
    assertThatThrownBy(() -> SearchRequest.parse(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }
}
