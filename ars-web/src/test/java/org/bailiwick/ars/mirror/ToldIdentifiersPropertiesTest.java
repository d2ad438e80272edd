package org.bailiwick.ars.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identifier.IdentifierScheme;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;

/** What holds for whatever a partner tells: it is taken over exactly, or refused by its check. */
class ToldIdentifiersPropertiesTest {
  private static final String ID = "urn:uuid:0190a000-0000-7000-8000-000000000001";
  private static final AgentId AGENT = AgentId.parse("spiffe://partner.example/agent/rates");

  private static final List<JsonValue> VALUES =
      List.of(
          Json.createValue("did:web:rates.example"),
          Json.createValue("DNS:rates.example"),
          Json.createValue("dns:rates.example"),
          Json.createValue(AGENT.toString()),
          Json.createValue("spiffe://third.example/agent/x"),
          Json.createValue("wimse://partner.example/agent/rates"),
          Json.createValue("wimse://bailiwick.example/agent/rates"),
          Json.createValue(ID),
          Json.createValue("did-web"),
          Json.createValue("dns"),
          Json.createValue("wimse"),
          Json.createValue("spiffe"),
          Json.createValue("urn-uuid"),
          Json.createValue("matrix"),
          Json.createValue("proved"),
          Json.createValue("configured"),
          Json.createValue("signed"),
          Json.createValue("2026-11-30T00:00:00Z"),
          Json.createValue("2026-12-30T00:00:00Z"),
          Json.createValue("+1000000000-12-31T00:00:00Z"),
          Json.createValue("2026-11-30T00:00:00.0Z"),
          Json.createValue(""),
          Json.createValue(7),
          JsonValue.NULL,
          JsonValue.EMPTY_JSON_ARRAY,
          JsonValue.EMPTY_JSON_OBJECT);

  /** A well-formed entry in which some members have another value, or are not there. */
  @Provide
  Arbitrary<JsonValue> entries() {
    Arbitrary<JsonValue> value = Arbitraries.of(VALUES);
    Arbitrary<JsonObject> entry =
        Combinators.combine(
                Arbitraries.of("did:web:rates.example", "dns:rates.example", "dns:b.example"),
                Arbitraries.of("identifier", "scheme", "shown", "since", "until", "admin", ""),
                Arbitraries.of("identifier", "scheme", "shown", "since", "until", ""),
                value,
                Arbitraries.of(true, false))
            .as(ToldIdentifiersPropertiesTest::entry);
    return Arbitraries.frequencyOf(Tuple.of(20, entry.map(each -> each)), Tuple.of(1, value));
  }

  private static JsonObject entry(
      String text, String changed, String dropped, JsonValue value, boolean proved) {
    var json =
        Json.createObjectBuilder()
            .add("identifier", text)
            .add("scheme", Identifier.parse(text).scheme().text())
            .add("shown", proved ? "proved" : "configured")
            .add("since", "2026-11-30T00:00:00Z");
    if (proved) {
      json.add("until", "2026-12-30T00:00:00Z");
    }
    if (!changed.isEmpty()) {
      json.add(changed, value);
    }
    return (changed.isEmpty() || dropped.isEmpty() ? json : json.remove(dropped)).build();
  }

  private static Optional<List<AgentIdentifier>> read(JsonValue told) {
    JsonObject agent = Json.createObjectBuilder().add("id", ID).add("identifiers", told).build();
    try {
      return Optional.of(ToldIdentifiers.read(agent, AGENT));
    } catch (ProblemException refused) {
      assertThat(refused.check()).isEqualTo("export-identifiers");
      return Optional.empty();
    }
  }

  @Property(tries = 3000)
  void whatIsReadIsWhatWasTold(@ForAll("entries") JsonValue one, @ForAll("entries") JsonValue two) {
    JsonValue told = Json.createArrayBuilder().add(one).add(two).build();
    read(told)
        .ifPresent(
            read -> {
              assertThat(AgentIdentifier.array(read).build()).isEqualTo(told);
              assertThat(read).extracting(AgentIdentifier::text).doesNotHaveDuplicates();
              assertThat(read)
                  .allSatisfy(
                      each -> {
                        assertThat(Identifier.parse(each.text()).text()).isEqualTo(each.text());
                        assertThat(each.text()).isNotEqualTo(ID);
                        assertThat(each.scheme()).isNotEqualTo(IdentifierScheme.SPIFFE);
                        assertThat(each.until().isPresent())
                            .isEqualTo(each.shown() == Shown.PROVED);
                      });
            });
  }

  @Property(tries = 200)
  void oneOfThemIsReadIfItIsWellFormed(@ForAll("entries") JsonValue one) {
    boolean isUnchanged =
        List.of("did:web:rates.example", "dns:rates.example", "dns:b.example").stream()
            .flatMap(text -> List.of(true, false).stream().map(p -> entry(text, "", "", null, p)))
            .anyMatch(one::equals);
    if (isUnchanged) {
      assertThat(read(Json.createArrayBuilder().add(one).build())).isPresent();
    }
  }

  @Property(tries = 50)
  void thereIsABoundOnTheirNumber(@ForAll @IntRange(max = 130) int many) {
    JsonArrayBuilder told = Json.createArrayBuilder();
    for (int each = 0; each < many; each++) {
      told.add(entry("dns:a" + each + ".example", "", "", null, each % 2 == 0));
    }
    assertThat(read(told.build()).isPresent()).isEqualTo(many <= ToldIdentifiers.MOST);
  }
}
