package org.bailiwick.policy.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares what parts of a schema say of questions, good and bad, with what the whole says. */
class SchemaPartsTest {
  private static final String BUILT_IN =
      """
      namespace Bailiwick {
        type Address = { host: String, port: Long };
        entity Unit;
        entity Agent in [Unit] = { owner?: String, at?: Address };
      }
      """;

  private static final String SCHEMA =
      """
      namespace W {
        type Level = Long;
        type Place = { level: Level, keeper?: Keeper };
        entity Keeper in [Team];
        entity Team in [Team];
        entity User in [Team] = { level?: Level, boss?: User };
        entity Doc = { place?: Place, about?: Set<Bailiwick::Agent> };
        entity Host in [Team] = { level?: Long };
        action read appliesTo { principal: [User, Bailiwick::Agent], resource: [Doc, Host], context: { by?: Keeper, level?: Level } };
      }
      """;

  private static final List<String> TYPES =
      List.of(
          "W::User",
          "Bailiwick::Agent",
          "W::Doc",
          "W::Host",
          "W::Keeper",
          "W::Team",
          "Bailiwick::Unit");

  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();

  private final Random random = new Random(7);

  /** Threats 61 and 62: a question that does not fit the schema does not fit a part of it. */
  @Test
  void partsSayWhatTheWholeSays() throws Exception {
    CedarSchema schema = new CedarSchema(BUILT_IN).withApplication("w", SCHEMA);
    int fitting = 0;
    int rounds = 3000;
    for (int i = 0; i < rounds; i++) {
      EntityUID principal =
          uid(i % 3 == 0 ? some(TYPES) : some(List.of("W::User", "Bailiwick::Agent")));
      EntityUID resource = uid(i % 5 == 0 ? some(TYPES) : some(List.of("W::Doc", "W::Host")));
      Set<Entity> entities = entities(principal, resource);
      Map<String, Value> context = attributes();
      Set<EntityTypeName> types =
          entities.stream().map(each -> each.getEUID().getType()).collect(Collectors.toSet());
      Asked asked = new Asked("W", principal, resource, context);
      boolean part = asked.fits(schema.of("read", types), entities);
      boolean whole = asked.fits(schema.whole(), entities);
      assertThat(part).as("%s %s %s", entities, context, types).isEqualTo(whole);
      fitting += whole ? 1 : 0;
    }
    assertThat(fitting).as("both kinds were asked").isBetween(rounds / 20, rounds * 19 / 20);
  }

  @Test
  void moreKindsThanAreKeptAreDecidedToo() throws Exception {
    int kinds = 1500;
    String list =
        Stream.iterate(0, n -> n + 1)
            .limit(kinds)
            .map(n -> "K" + n)
            .collect(Collectors.joining(", "));
    CedarSchema schema =
        new CedarSchema(BUILT_IN)
            .withApplication(
                "k",
                "namespace K { entity U; entity %s; action read appliesTo { principal: U, resource: [%s] }; }"
                    .formatted(list, list));
    for (int round = 0; round < 2; round++) {
      for (int kind = 0; kind < kinds; kind++) {
        EntityUID one = uid("K::U");
        EntityUID other = uid("K::K" + kind);
        Set<Entity> entities = Set.of(new Entity(one), new Entity(other));
        Schema part = schema.of("read", Set.of(one.getType(), other.getType()));
        assertThat(new Asked("K", one, other, Map.of()).fits(part, entities)).isTrue();
      }
    }
  }

  private record Asked(
      String space, EntityUID principal, EntityUID resource, Map<String, Value> context) {

    boolean fits(Schema schema, Set<Entity> entities) throws Exception {
      AuthorizationRequest request =
          new AuthorizationRequest(
              principal,
              EntityTypeName.parse(space + "::Action").orElseThrow().of("read"),
              resource,
              Optional.of(context),
              Optional.of(schema),
              true);
      PolicySet all =
          new PolicySet(Set.of(new Policy("permit (principal, action, resource);", "p")));
      return ENGINE.isAuthorized(request, all, entities).success.isPresent();
    }
  }

  private Set<Entity> entities(EntityUID principal, EntityUID resource) {
    Set<Entity> entities = new LinkedHashSet<>();
    for (EntityUID each : new LinkedHashSet<>(List.of(principal, resource))) {
      EntityUID parent = uid(some(List.of("W::Team", "W::Team", "Bailiwick::Unit")));
      boolean in = random.nextInt(3) == 0 && !parent.equals(principal) && !parent.equals(resource);
      entities.add(new Entity(each, attributes(), in ? Set.of(parent) : Set.of()));
      if (in && entities.stream().noneMatch(other -> other.getEUID().equals(parent))) {
        entities.add(new Entity(parent));
      }
    }
    return entities;
  }

  /** None or one, which fits some of the types. */
  private Map<String, Value> attributes() {
    return switch (random.nextInt(12)) {
      case 0 -> Map.of("level", new PrimLong(3));
      case 1 -> Map.of("level", new PrimString("three"));
      case 2 -> Map.of("by", uid(some(TYPES)));
      case 3 -> Map.of("boss", uid(some(TYPES)));
      case 4 -> {
        CedarMap place = new CedarMap();
        place.put("level", new PrimLong(1));
        place.put("keeper", uid(some(List.of("W::Keeper", "W::User"))));
        yield Map.of("place", place);
      }
      case 5 -> Map.of("unknown", new PrimLong(1));
      default -> Map.of();
    };
  }

  private static EntityUID uid(String type) {
    return EntityTypeName.parse(type).orElseThrow().of("one");
  }

  private String some(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
