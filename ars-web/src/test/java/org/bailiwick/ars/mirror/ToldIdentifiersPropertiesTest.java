package org.bailiwick.ars.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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

  /** A member with another value, and one that is not there; either may be empty. */
  private record Change(String member, JsonValue value, String dropped) {
    private static final Change NONE = new Change("", JsonValue.NULL, "");

    private JsonObject in(JsonObject entry) {
      JsonObjectBuilder changed = Json.createObjectBuilder(entry);
      if (!member.isEmpty()) {
        changed.add(member, value).remove(dropped);
      }
      return changed.build();
    }
  }

  /** A well-formed entry in which some members have another value, or are not there. */
  @Provide
  Arbitrary<JsonValue> entries() {
    Arbitrary<JsonValue> value = Arbitraries.of(VALUES);
    Arbitrary<Change> change =
        Combinators.combine(
                Arbitraries.of("identifier", "scheme", "shown", "since", "until", "admin", ""),
                value,
                Arbitraries.of("identifier", "scheme", "shown", "since", "until", ""))
            .as(Change::new);
    Arbitrary<JsonValue> entry =
        Combinators.combine(wellFormed(), Arbitraries.oneOf(Arbitraries.just(Change.NONE), change))
            .as((each, changed) -> changed.in(each));
    return Arbitraries.frequencyOf(Tuple.of(20, entry), Tuple.of(1, value));
  }

  @Provide
  Arbitrary<JsonObject> wellFormed() {
    return Combinators.combine(
            Arbitraries.of("did:web:rates.example", "dns:rates.example", "dns:b.example"),
            Arbitraries.of(true, false))
        .as(ToldIdentifiersPropertiesTest::entry);
  }

  private static JsonObject entry(String text, boolean proved) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("identifier", text)
            .add("scheme", Identifier.parse(text).scheme().text())
            .add("shown", proved ? "proved" : "configured")
            .add("since", "2026-11-30T00:00:00Z");
    return (proved ? json.add("until", "2026-12-30T00:00:00Z") : json).build();
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

  @Property(tries = 20)
  void oneThatIsWellFormedIsRead(@ForAll("wellFormed") JsonObject one) {
    assertThat(read(Json.createArrayBuilder().add(one).build())).isPresent();
  }

  @Property(tries = 50)
  void thereIsABoundOnTheirNumber(@ForAll @IntRange(max = 130) int many) {
    JsonArrayBuilder told = Json.createArrayBuilder();
    for (int each = 0; each < many; each++) {
      told.add(entry("dns:a" + each + ".example", each % 2 == 0));
    }
    assertThat(read(told.build()).isPresent()).isEqualTo(many <= ToldIdentifiers.MOST);
  }
}
